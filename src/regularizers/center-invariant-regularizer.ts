import { mean, mul, square, sub, sum } from '../graph/ops/index.ts';
import type { Regularizer } from './regularizer.ts';

/** mean( ¼ (‖w‖² − mean ‖w‖²)² ): keeps class vectors equally long (Wu et al. 2017). */
export const centerInvariantRegularizer = (): Regularizer => ({
  name: 'center-invariant',
  options: {},
  compute: rows => {
    const lengths = sum(square(rows), 1); // [N]
    return mul(mean(square(sub(lengths, mean(lengths)))), 0.25);
  },
});
