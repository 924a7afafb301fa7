import { mul, sum } from '../graph/ops/index.ts';
import { defineReducer, safeDivide } from './reducer.ts';

/** The sum of all elements by a divisor that the loss names. */
export const divisorReducer = defineReducer({
  name: 'divisor',
  summary: 'The sum of all elements by a divisor that the loss names, or by their number.',
  notes: 'Such a divisor is how many pairs violate a margin, or how many classes there are.',
  options: {},
  make: () => ({
    counts: 'every',
    terms: (losses, weights) => ({ total: mul(losses, weights), count: weights }),
    combine: ({ total, count }, { divisor }) => safeDivide(sum(total), divisor ?? sum(count)),
  }),
});
