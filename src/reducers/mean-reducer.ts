import { mul, sum } from '../graph/ops/index.ts';
import { quotient, type Reducer } from './reducer.ts';

/** The mean of all elements. */
export const meanReducer = (): Reducer => ({
  name: 'mean',
  options: {},
  counts: 'every',
  terms: (losses, weights) => ({ total: mul(losses, weights), count: weights }),
  combine: ({ total, count }) => quotient(sum(total), sum(count)),
});
