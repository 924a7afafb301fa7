import { z } from 'zod';
import {
  abs,
  div,
  expandDims,
  greater,
  l2Normalize,
  lessOrEqual,
  mapRows,
  pow,
  safeSqrt,
  square,
  squaredDistances,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { type Distance, defineDistance } from './distance.ts';
import { normalize, power } from './options.ts';

/** The Lp distance, any norm and any power. */
export const lpDistance = defineDistance({
  name: 'lp',
  summary: 'The distance of an Lp norm, raised to a power.',
  equation: '(Σ |aᵢ − bᵢ|^p)^(power / p)',
  notes: 'Range 0 to ∞, or 0 to 2^power on normalised embeddings.',
  options: {
    p: z
      .number()
      .min(1)
      .default(2)
      .describe('The exponent of the norm: 2 for the Euclidean, 1 for the Manhattan distance.'),
    power,
    normalize: normalize.describe('Whether embeddings are scaled to length 1 first, by the same norm.'),
  },
  make: lpOf,
});

/** Options of `distances.lpDistance`. */
export type LpDistanceOptions = OptionsOf<typeof lpDistance>;

/** Makes the distance of an exponent and a power, on embeddings that are normalised or not. */
export function lpOf({ p, power, normalize }: { p: number; power: number; normalize: boolean }): Distance {
  const prepared = (x: Tensor) => (normalize ? normalized(x, p) : x);
  const finish = (sumOfPowers: Tensor) => root(sumOfPowers, power / p);
  return {
    name: 'lp',
    options: { p, power, normalize },
    inverted: false,
    matrix(a, b) {
      const x = prepared(a);
      const y = a === b ? x : prepared(b);
      return finish(p === 2 ? squaredDistances(x, y) : sumsOfPowers(x, y, p));
    },
    paired: (a, b) => finish(sum(powered(sub(prepared(a), prepared(b)), p), -1)),
    ...(normalize && { asEuclidean: prepared }),
    euclideanOrder: p === 2,
  };
}

/** x / ‖x‖ₚ by rows; zeros stay zeros. */
function normalized(x: Tensor, p: number): Tensor {
  if (p === 2) return l2Normalize(x);
  const length = root(sum(powered(x, p), -1, true), 1 / p);
  return div(x, where(greater(length, 1e-12), length, Number.POSITIVE_INFINITY));
}

/** Σ |aᵢ − bⱼ|^p: [M, N]. It goes row by row, so no [M, N, D] is in memory. */
const sumsOfPowers = (a: Tensor, b: Tensor, p: number): Tensor =>
  mapRows(
    ([row], [all]) => ({ stacked: [sum(powered(sub(expandDims(row!, 0), all!), p), -1)] }), // [N]
    [a],
    [b],
  ).stacked[0]!;

const powered = (x: Tensor, p: number): Tensor => (p === 2 ? square(x) : p === 1 ? abs(x) : root(abs(x), p));

/** x^e for x ≥ 0. The gradient at 0 is 0; that of a root would be infinite. */
function root(x: Tensor, e: number): Tensor {
  if (e === 1) return x;
  if (e === 0.5) return safeSqrt(x);
  const zero = lessOrEqual(x, 1e-30); // false of NaN, which so stays to be seen
  return where(zero, 0, pow(where(zero, 1, x), e));
}
