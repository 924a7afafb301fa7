import {
  abs,
  div,
  expandDims,
  greater,
  l2Normalize,
  mapRows,
  pow,
  safeSqrt,
  square,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Distance } from './distance.ts';
import { squaredEuclidean } from './squared-euclidean.ts';

export interface LpDistanceOptions {
  /** The norm's exponent, at least 1. Default 2, the Euclidean distance. */
  p?: number;
  /** The distance is raised to this; 2 gives the squared distance. Default 1. */
  power?: number;
  /** Whether embeddings are brought to length 1 (by the same norm) first. Default true. */
  normalize?: boolean;
}

/** (Σ |aᵢ − bᵢ|^p)^(power/p). Range [0, ∞), or [0, 2^power] on normalised embeddings. */
export function lpDistance({ p = 2, power = 1, normalize = true }: LpDistanceOptions = {}): Distance {
  const prepared = (x: Tensor) => (normalize ? normalized(x, p) : x);
  const finish = (sumOfPowers: Tensor) => root(sumOfPowers, power / p);
  return {
    name: 'lp',
    options: { p, power, normalize },
    inverted: false,
    matrix(a, b) {
      const x = prepared(a);
      const y = a === b ? x : prepared(b);
      return finish(p === 2 ? squaredEuclidean(x, y) : sumsOfPowers(x, y, p));
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

/** Σ |aᵢ − bⱼ|^p, row by row so that [M, N, D] never stands in memory: [M, N]. */
const sumsOfPowers = (a: Tensor, b: Tensor, p: number): Tensor =>
  mapRows(
    ([row], [all]) => ({ stacked: [sum(powered(sub(expandDims(row!, 0), all!), p), -1)] }), // [N]
    [a],
    [b],
  ).stacked[0]!;

const powered = (x: Tensor, p: number): Tensor => (p === 2 ? square(x) : p === 1 ? abs(x) : root(abs(x), p));

/** x^e for x ≥ 0, with slope 0 at 0, where that of a root is infinite. */
function root(x: Tensor, e: number): Tensor {
  if (e === 1) return x;
  if (e === 0.5) return safeSqrt(x);
  const positive = greater(x, 1e-30);
  return where(positive, pow(where(positive, x, 1), e), 0);
}
