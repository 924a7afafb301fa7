import { mean, mul, square, sub, sum } from '../graph/ops/index.ts';
import { defineRegularizer } from './regularizer.ts';

/** Keeps class vectors equally long. */
export const centerInvariantRegularizer = defineRegularizer({
  name: 'center-invariant',
  summary: 'The variance of the squared lengths: it keeps class vectors equally long.',
  equation: 'mean( ¼ (‖w‖² − mean ‖w‖²)² )',
  paper: 'Wu et al. 2017',
  options: {},
  make: () => ({
    compute: rows => {
      const lengths = sum(square(rows), 1); // [N]
      return mul(mean(square(sub(lengths, mean(lengths)))), 0.25);
    },
  }),
});
