import { abs, mean, sum } from '../graph/ops/index.ts';
import { defineRegularizer } from './regularizer.ts';

/** Keeps the components of each vector around 0. */
export const zeroMeanRegularizer = defineRegularizer({
  name: 'zero-mean',
  summary: 'The sum of the components: it keeps the components of each vector around 0.',
  equation: 'mean( |Σ x| )',
  paper: 'Yuan et al. 2019',
  options: {},
  make: () => ({
    compute: rows => mean(abs(sum(rows, 1))),
  }),
});
