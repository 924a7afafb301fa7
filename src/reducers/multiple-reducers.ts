import { meanReducer } from './mean-reducer.ts';
import type { Reducer } from './reducer.ts';

/** Options of `reducers.multipleReducers`. */
export interface MultipleReducersOptions {
  /** Reducers by the name of the part of the loss: `pos`, `neg`, … */
  reducers: Readonly<Record<string, Reducer>>;
  /** The reducer of the parts that are not named; default the mean. */
  defaultReducer?: Reducer;
}

/** A reducer for each part of a loss. */
export function multipleReducers({ reducers, defaultReducer = meanReducer() }: MultipleReducersOptions): Reducer {
  const named = Object.entries(reducers).map(([part, { name }]) => [part, name]);
  return {
    ...defaultReducer,
    name: 'multiple',
    options: { reducers: Object.fromEntries(named), defaultReducer: defaultReducer.name },
    forPart: part => reducers[part] ?? defaultReducer,
  };
}
