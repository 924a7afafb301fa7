export type { CsvOptions } from './csv.ts';
export * as datasets from './data/datasets.ts';
export { type FetchNetworkOptions, fetchNetwork } from './data/hub.ts';
export * as samplers from './data/samplers/index.ts';
export type { JitterOptions } from './data/transforms/jitter.ts';
export * as distances from './distances/index.ts';
export { type Complaint, NearfarError, UsageError } from './errors.ts';
export * as evaluation from './evaluation/index.ts';
export { type CompareOptions, type Comparison, compare } from './experiments/compare.ts';
export type { FailedRow, OutcomeRow } from './experiments/outcome-files.ts';
export { report } from './experiments/report.ts';
export type { Setting, Spread } from './experiments/settings.ts';
export { type Sweep, type SweepOptions, sweep } from './experiments/sweep.ts';
export type { Failure, Outcome, Success, SweptValue, Trial, TrialHooks } from './experiments/trials.ts';
export * as graph from './graph/index.ts';
export * as losses from './losses/index.ts';
export * as methods from './methods/index.ts';
export * as miners from './miners/index.ts';
export type { Matrix, NdArray, Nested, TypedArray } from './nd-array.ts';
export * as networks from './networks/index.ts';
export * as nn from './nn/index.ts';
export type { Filled, OptionDescription, Shape as OptionShape } from './options.ts';
export { Random } from './random.ts';
export * as reducers from './reducers/index.ts';
export * as regularizers from './regularizers/index.ts';
export * as retrieval from './retrieval/index.ts';
export { type CalibrateHooks, type CalibrateRunOptions, calibrate } from './runs/calibrate.ts';
export type { Calibration, Thresholds } from './runs/calibration.ts';
export type { RuntimeCheck } from './runs/check-runtimes.ts';
export type { ClassifyOptions, LabelledSamples } from './runs/classify.ts';
export { readConfig } from './runs/config-file.ts';
export { type ContactSheetOptions, contactSheet } from './runs/contact-sheet.ts';
export { type EmbeddingTable, jsonLines, writeEmbeddings } from './runs/embeddings-file.ts';
export type { Exported, ExportFormat, ExportHooks, ExportRunOptions } from './runs/export-run.ts';
export type { FewShotResult } from './runs/few-shot.ts';
export type { GivenSamples } from './runs/given-samples.ts';
export { indexTable } from './runs/index-table.ts';
export { type MetricColumn, type Metrics, RUN_COLUMNS as metricColumns } from './runs/metrics.ts';
export type { Table } from './runs/metrics-table.ts';
export { type Evaluation, openRun, type Run } from './runs/open-run.ts';
export { writeProjector } from './runs/projector.ts';
export {
  type EvaluateHooks,
  type EvaluateOptions,
  type Protocol,
  type ProtocolMetrics,
  protocols,
} from './runs/protocols.ts';
export type { RangeRule } from './runs/quantize.ts';
export type { Quantization } from './runs/quantize-run.ts';
export type { ReadHow } from './runs/read-input.ts';
export type { ReportHooks, ReportOptions } from './runs/redraw.ts';
export { Interrupted, type RunMetrics, type RunResult } from './runs/result.ts';
export type { IndexInputOptions } from './runs/run-index.ts';
export type { RunHits, SearchRunOptions } from './runs/search.ts';
export { runSummary } from './runs/title.ts';
export { type TrainHooks, train } from './runs/train.ts';
export type { Verified, VerifiedPairs, VerifyOptions } from './runs/verify.ts';
export { type ServeOptions, type Server, serve } from './server/serve.ts';
export type { Definition, Description, Made, OptionsOf, Registry, Thing, ThingDescription, ThingOf } from './thing.ts';
export type { AugmentOptions } from './training/augment-options.ts';
export type { TrainConfig } from './training/config.ts';
export type { EpochRecord, HistoryRecord, StepRecord, TrainEvent } from './training/events.ts';
export * as training from './training/index.ts';
export type * from './training/known-names.ts';
export {
  type Name,
  type NamedOptions,
  type RunOptions,
  type TrainFlag,
  type TrainOption,
  type TrainOptions,
  trainOptions,
} from './training/train-options.ts';
export { VERSION } from './version.ts';
