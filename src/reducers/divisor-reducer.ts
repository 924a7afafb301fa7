import { mul, sum } from '../graph/ops/index.ts';
import { quotient, type Reducer } from './reducer.ts';

/** The sum of all elements by what the loss says (how many pairs violate, how many classes there are, …), else by how many they are. */
export const divisorReducer = (): Reducer => ({
  name: 'divisor',
  options: {},
  counts: 'every',
  terms: (losses, weights) => ({ total: mul(losses, weights), count: weights }),
  combine: ({ total, count }, { divisor }) => quotient(sum(total), divisor ?? sum(count)),
});
