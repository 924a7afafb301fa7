import { abs, mean, sum } from '../graph/ops/index.ts';
import type { Regularizer } from './regularizer.ts';

/** mean( |Σ x| ): keeps each vector's components around 0 (Yuan et al. 2019). */
export const zeroMeanRegularizer = (): Regularizer => ({
  name: 'zero-mean',
  options: {},
  compute: rows => mean(abs(sum(rows, 1))),
});
