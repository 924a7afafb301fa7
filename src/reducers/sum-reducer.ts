import { mul, sum } from '../graph/ops/index.ts';
import { defineReducer } from './reducer.ts';

/** The sum of all elements. */
export const sumReducer = defineReducer({
  name: 'sum',
  summary: 'The sum of all elements.',
  options: {},
  make: () => ({
    counts: 'every',
    terms: (losses, weights) => ({ total: mul(losses, weights), count: weights }),
    combine: ({ total }) => sum(total),
  }),
});
