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

/** Reducers by name, as the command line knows them. */
export const { names, byName, optionsOf, about } = registry<Reducer>('reducers', 'reducer', [
  meanReducer,
  sumReducer,
  avgNonZeroReducer,
  thresholdReducer,
  classWeightedReducer,
  divisorReducer,
  perAnchorReducer,
]);
