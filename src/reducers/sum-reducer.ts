import { mul, sum } from '../graph/ops/index.ts';
import type { Reducer } from './reducer.ts';

/** The sum of all elements. */
export const sumReducer = (): Reducer => ({
  name: 'sum',
  options: {},
  counts: 'every',
  terms: (losses, weights) => ({ total: mul(losses, weights), count: weights }),
  combine: ({ total }) => sum(total),
});
