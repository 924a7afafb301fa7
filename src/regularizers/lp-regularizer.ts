import { abs, greater, mean, pow, safeSqrt, square, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Regularizer } from './regularizer.ts';

export interface LpRegularizerOptions {
  /** The norm's exponent. Default 2. */
  p?: number;
  /** The norm is raised to this. Default 1. */
  power?: number;
}

/** mean( ‖x‖ₚ^power ): keeps vectors short. */
export const lpRegularizer = ({ p = 2, power = 1 }: LpRegularizerOptions = {}): Regularizer => ({
  name: 'lp',
  options: { p, power },
  compute: rows => {
    const sums = sum(p === 2 ? square(rows) : p === 1 ? abs(rows) : raised(abs(rows), p), 1);
    return mean(p === 2 && power === 1 ? safeSqrt(sums) : raised(sums, power / p));
  },
});

/** x^e for x ≥ 0, with slope 0 at 0. */
function raised(x: Tensor, e: number): Tensor {
  if (e === 1) return x;
  const positive = greater(x, 1e-30);
  return where(positive, pow(where(positive, x, 1), e), 0);
}
