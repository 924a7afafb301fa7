export * as datasets from './data/datasets.ts';
export * as samplers from './data/samplers/index.ts';
export * as distances from './distances/index.ts';
export { NearfarError, UsageError, unknownName } from './errors.ts';
export * as evaluation from './evaluation/index.ts';
export { writeWhole } from './files.ts';
export * as graph from './graph/index.ts';
export * as losses from './losses/index.ts';
export * as methods from './methods/index.ts';
export * as miners from './miners/index.ts';
export type { Matrix, NdArray, TypedArray } from './nd-array.ts';
export * as networks from './networks/index.ts';
export * as nn from './nn/index.ts';
export type { OptionDescription } from './options.ts';
export { Random } from './random.ts';
export * as reducers from './reducers/index.ts';
export * as regularizers from './regularizers/index.ts';
export type { OptionsOf, Thing, ThingDescription } from './thing.ts';
export { type CompareOptions, compare } from './training/compare.ts';
export * as tables from './training/comparison-table.ts';
export type { TrainConfig, TrainOptions } from './training/config.ts';
export { type EmbeddingTable, writeEmbeddings } from './training/embeddings-file.ts';
export type { EpochRecord, HistoryRecord, StepRecord, TrainEvent } from './training/events.ts';
export type { Metrics } from './training/judge.ts';
export {
  type EvaluateOptions,
  type Evaluation,
  openRun,
  type Protocol,
  protocols,
  type Run,
} from './training/open-run.ts';
export { type Row, rowsOf, saveComparison, saveSweep } from './training/outcome-files.ts';
export { Interrupted, type RunResult } from './training/run.ts';
export { type Axis, parseAxis, type SweptValue, sweep } from './training/sweep.ts';
export { type TrainHooks, type TrainPlace, train } from './training/train.ts';
export type { Outcome, Trial, TrialHooks } from './training/trials.ts';
export { VERSION } from './version.ts';
