import type { Reducer } from './reducer.ts';
import { thresholdReducer } from './threshold-reducer.ts';

/** The mean of the elements above 0. */
export const avgNonZeroReducer = (): Reducer => ({
  ...thresholdReducer({ low: 0 }),
  name: 'avg-non-zero',
  options: {},
  counts: 'above-zero',
});
