import { defineReducer } from './reducer.ts';
import { meanBetween } from './threshold-reducer.ts';

/** The mean of the elements above 0. */
export const avgNonZeroReducer = defineReducer({
  name: 'avg-non-zero',
  summary: 'The mean of the elements above 0.',
  options: {},
  make: () => ({ ...meanBetween(0, undefined), counts: 'above-zero' }),
});
