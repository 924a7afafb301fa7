import { z } from 'zod';
import { abs, greater, mean, pow, safeSqrt, square, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { defineRegularizer } from './regularizer.ts';

/** Keeps vectors short. */
export const lpRegularizer = defineRegularizer({
  name: 'lp',
  summary: 'The Lp norm: it keeps vectors short.',
  equation: 'mean( ‖x‖ₚ^power )',
  options: {
    p: z.number().min(1).default(2).describe('The exponent of the norm.'),
    power: z.number().positive().default(1).describe('The norm is raised to this power.'),
  },
  make: ({ p, power }) => ({
    compute: rows => {
      const sums = sum(p === 2 ? square(rows) : p === 1 ? abs(rows) : raised(abs(rows), p), 1);
      return mean(p === 2 && power === 1 ? safeSqrt(sums) : raised(sums, power / p));
    },
  }),
});

/** Options of `regularizers.lpRegularizer`. */
export type LpRegularizerOptions = OptionsOf<typeof lpRegularizer>;

/** x^e for x ≥ 0, with slope 0 at 0. */
function raised(x: Tensor, e: number): Tensor {
  if (e === 1) return x;
  const positive = greater(x, 1e-30);
  return where(positive, pow(where(positive, x, 1), e), 0);
}
