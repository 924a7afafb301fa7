import { mul, sum } from '../graph/ops/index.ts';
import { defineReducer, safeDivide } from './reducer.ts';

/** The mean of all elements. */
export const meanReducer = defineReducer({
  name: 'mean',
  summary: 'The mean of all elements.',
  options: {},
  make: () => ({
    counts: 'every',
    terms: (losses, weights) => ({ total: mul(losses, weights), count: weights }),
    combine: ({ total, count }) => safeDivide(sum(total), sum(count)),
  }),
});
