import { registry } from '../thing.ts';
import { avgNonZeroReducer } from './avg-non-zero-reducer.ts';
import { classWeightedReducer } from './class-weighted-reducer.ts';
import { divisorReducer } from './divisor-reducer.ts';
import { meanReducer } from './mean-reducer.ts';
import { perAnchorReducer } from './per-anchor-reducer.ts';
import type { Reducer } from './reducer.ts';
import { sumReducer } from './sum-reducer.ts';
import { thresholdReducer } from './threshold-reducer.ts';

export * from './avg-non-zero-reducer.ts';
export * from './class-weighted-reducer.ts';
export * from './divisor-reducer.ts';
export * from './mean-reducer.ts';
export { type MultipleReducersOptions, multipleReducers } from './multiple-reducers.ts';
export * from './per-anchor-reducer.ts';
export { type About, defineReducer, type Reducer, reduce, safeDivide, type Terms } from './reducer.ts';
export * from './sum-reducer.ts';
export { type ThresholdReducerOptions, thresholdReducer } from './threshold-reducer.ts';

const made = registry<Reducer>('reducers', 'reducer', [
  meanReducer,
  sumReducer,
  avgNonZeroReducer,
  thresholdReducer,
  classWeightedReducer,
  divisorReducer,
  perAnchorReducer,
]);

/** The names of all reducers, as the command line takes them. */
export const names = made.names;

/** A reducer by name. @throws UsageError for an unknown name, an option that it does not have, or a value that the option cannot take */
export const byName = made.byName;

/** The options of the reducer of a name: sentence, range and default of each. @throws UsageError for an unknown name */
export const optionsOf = made.optionsOf;

/** What there is to know about the reducer of a name. @throws UsageError for an unknown name */
export const about = made.about;
