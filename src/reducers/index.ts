export { avgNonZeroReducer } from './avg-non-zero-reducer.ts';
export { meanReducer } from './mean-reducer.ts';
export type { Reducer } from './reducer.ts';
