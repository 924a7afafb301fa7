import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import { matmul, safeSqrt, square, squaredDistances, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Initializer } from '../nn/initializers.ts';
import type { Scope } from '../nn/scope.ts';
import type { OptionsOf } from '../thing.ts';
import { defineDistance } from './distance.ts';

/** A learned Mahalanobis distance. */
export const mahalanobisDistance = defineDistance({
  name: 'mahalanobis',
  summary: 'A Mahalanobis distance whose matrix is learned with the network.',
  equation: '√((a − b)ᵀ LᵀL (a − b))',
  notes:
    'L is the parameter `mahalanobis` [rank, D] of the loss, at first the identity. Range 0 to ∞. Outside a loss it needs a scope that keeps L.',
  options: {
    rank: z
      .int()
      .min(1)
      .optional()
      .describe('Rows of the learned matrix; by default as many as embeddings have components.'),
    squared: z.boolean().default(false).describe('Whether the distance is squared.'),
  },
  make({ rank, squared }) {
    const finish = (d2: Tensor) => (squared ? d2 : safeSqrt(d2));
    const mapped = (x: Tensor, scope: Scope | undefined) => {
      if (!scope)
        throw new NearfarError({ who: 'mahalanobisDistance', expected: 'a scope to keep its matrix in', got: 'none' });
      const d = x.shape[1]!;
      return matmul(x, scope.parameter('mahalanobis', [rank ?? d, d], identity), { transposeB: true }); // [N, rank]
    };
    return {
      inverted: false,
      matrix(a, b, scope) {
        const x = mapped(a, scope);
        return finish(squaredDistances(x, a === b ? x : mapped(b, scope)));
      },
      paired: (a, b, scope) => finish(sum(square(sub(mapped(a, scope), mapped(b, scope))), -1)),
      asEuclidean: mapped,
      euclideanOrder: true,
    };
  },
});

/** Options of `distances.mahalanobisDistance`. */
export type MahalanobisDistanceOptions = OptionsOf<typeof mahalanobisDistance>;

const identity: Initializer = shape =>
  Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => (i % shape[1]! === Math.floor(i / shape[1]!) ? 1 : 0));
