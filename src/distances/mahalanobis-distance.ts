import { NearfarError } from '../errors.ts';
import { matmul, safeSqrt, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Initializer } from '../nn/initializers.ts';
import type { Scope } from '../nn/scope.ts';
import type { Distance } from './distance.ts';
import { squaredEuclidean } from './squared-euclidean.ts';

export interface MahalanobisDistanceOptions {
  /** Rows of the learned matrix; default as many as embeddings have components. */
  rank?: number;
  /** Default false: the distance itself, not its square. */
  squared?: boolean;
}

/**
 * √((a − b)ᵀ LᵀL (a − b)), L learned with the network as part of the loss: the parameter `mahalanobis` [rank, D], at first
 * the identity. Range [0, ∞).
 */
export function mahalanobisDistance({ rank, squared = false }: MahalanobisDistanceOptions = {}): Distance {
  const finish = (d2: Tensor) => (squared ? d2 : safeSqrt(d2));
  const mapped = (x: Tensor, scope: Scope | undefined) => {
    if (!scope)
      throw new NearfarError({ who: 'mahalanobisDistance', expected: 'a scope to keep its matrix in', got: 'none' });
    const d = x.shape[1]!;
    return matmul(x, scope.parameter('mahalanobis', [rank ?? d, d], identity), { transposeB: true }); // [N, rank]
  };
  return {
    name: 'mahalanobis',
    options: { rank, squared },
    inverted: false,
    matrix(a, b, scope) {
      const x = mapped(a, scope);
      return finish(squaredEuclidean(x, a === b ? x : mapped(b, scope)));
    },
    paired: (a, b, scope) => finish(sum(square(sub(mapped(a, scope), mapped(b, scope))), -1)),
    asEuclidean: mapped,
    euclideanOrder: true,
  };
}

const identity: Initializer = shape =>
  Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => (i % shape[1]! === Math.floor(i / shape[1]!) ? 1 : 0));
