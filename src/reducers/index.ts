import { number, numbers, type Registry, registry, thing } from '../options.ts';
import { avgNonZeroReducer } from './avg-non-zero-reducer.ts';
import { classWeightedReducer } from './class-weighted-reducer.ts';
import { divisorReducer } from './divisor-reducer.ts';
import { meanReducer } from './mean-reducer.ts';
import { perAnchorReducer } from './per-anchor-reducer.ts';
import type { Reducer } from './reducer.ts';
import { sumReducer } from './sum-reducer.ts';
import { thresholdReducer } from './threshold-reducer.ts';

export { type MultipleReducersOptions, multipleReducers } from './multiple-reducers.ts';
export { type About, quotient, type Reducer, reduce, type Terms } from './reducer.ts';
export type { ThresholdReducerOptions } from './threshold-reducer.ts';
export {
  avgNonZeroReducer,
  classWeightedReducer,
  divisorReducer,
  meanReducer,
  perAnchorReducer,
  sumReducer,
  thresholdReducer,
};

const known: Registry<Reducer> = registry<Reducer>('reducers', 'reducer', {
  mean: { options: {}, make: meanReducer },
  sum: { options: {}, make: sumReducer },
  'avg-non-zero': { options: {}, make: avgNonZeroReducer },
  threshold: { options: { low: number(), high: number() }, make: thresholdReducer },
  'class-weighted': { options: { weights: numbers() }, make: classWeightedReducer },
  divisor: { options: {}, make: divisorReducer },
  'per-anchor': { options: { reducer: thing('mean', name => known.byName(name)) }, make: perAnchorReducer },
});

export const { names, byName, optionsOf } = known;
