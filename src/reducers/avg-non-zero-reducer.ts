import { cast, div, greater, maximum, mul, sum } from '../graph/ops/index.ts';
import type { Reducer } from './reducer.ts';

/** The mean of the elements above 0. */
export const avgNonZeroReducer = (): Reducer => ({
  name: 'avg-non-zero',
  options: {},
  reduce: (losses, weights) => {
    const weighted = mul(losses, weights);
    return div(sum(weighted), maximum(sum(cast(greater(weighted, 0), 'float32')), 1));
  },
});
