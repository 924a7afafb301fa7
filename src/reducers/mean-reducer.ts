import { div, maximum, mul, sum } from '../graph/ops/index.ts';
import type { Reducer } from './reducer.ts';

/** The mean of all elements. */
export const meanReducer = (): Reducer => ({
  name: 'mean',
  options: {},
  reduce: (losses, weights) => div(sum(mul(losses, weights)), maximum(sum(weights), 1)),
});
