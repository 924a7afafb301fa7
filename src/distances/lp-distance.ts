import {
  abs,
  add,
  expandDims,
  greater,
  l2Normalize,
  matmul,
  maximum,
  mul,
  pow,
  reshape,
  safeSqrt,
  square,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Distance } from './distance.ts';

export interface LpDistanceOptions {
  /** The norm's exponent, at least 1. Default 2, the Euclidean distance. */
  p?: number;
  /** The distance is raised to this; 2 gives the squared distance. Default 1. */
  power?: number;
  /** Whether embeddings are brought to length 1 (Euclidean) first. Default true. */
  normalize?: boolean;
}

/** (Σ |aᵢ − bᵢ|^p)^(power/p). Range [0, ∞), or [0, 2^power] for p = 2 on normalised embeddings. */
export function lpDistance({ p = 2, power = 1, normalize = true }: LpDistanceOptions = {}): Distance {
  const prepared = (x: Tensor) => (normalize ? l2Normalize(x) : x);
  const finish = (sumOfPowers: Tensor) => root(sumOfPowers, power / p);
  return {
    name: 'lp',
    options: { p, power, normalize },
    inverted: false,
    matrix(a, b) {
      const [x, y] = [prepared(a), a === b ? prepared(a) : prepared(b)];
      return finish(p === 2 ? squaredEuclidean(x, y) : sum(powered(sub(expandDims(x, 1), expandDims(y, 0)), p), -1));
    },
    paired: (a, b) => finish(sum(powered(sub(prepared(a), prepared(b)), p), -1)),
  };
}

const powered = (x: Tensor, p: number): Tensor => (p === 2 ? square(x) : p === 1 ? abs(x) : root(abs(x), p));

/** x^e for x ≥ 0, with slope 0 at 0, where that of a root is infinite. */
function root(x: Tensor, e: number): Tensor {
  if (e === 1) return x;
  if (e === 0.5) return safeSqrt(x);
  const positive = greater(x, 1e-30);
  return where(positive, pow(where(positive, x, 1), e), 0);
}

/** ‖aᵢ − bⱼ‖² as ‖aᵢ‖² + ‖bⱼ‖² − 2 aᵢ·bⱼ: [M, D], [N, D] → [M, N]. */
function squaredEuclidean(a: Tensor, b: Tensor): Tensor {
  const rows = sum(square(a), 1, true); // [M, 1]
  const columns = reshape(sum(square(b), 1), [1, b.shape[0]!]); // [1, N]
  return maximum(add(add(rows, columns), mul(matmul(a, b, { transposeB: true }), -2)), 0);
}
