import { meanReducer } from './mean-reducer.ts';
import type { Reducer } from './reducer.ts';

export interface MultipleReducersOptions {
  /** By the name of the loss's part: `pos`, `neg`, … */
  reducers: Readonly<Record<string, Reducer>>;
  /** For parts not named. Default the mean. */
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
