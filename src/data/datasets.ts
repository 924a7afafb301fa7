export type { Dataset, DatasetParts, GivenDataset, GivenParts } from './dataset.ts';
export type { OnRead } from './decode.ts';
export type { OnProgress, Progress } from './download.ts';
export type {
  CategoryColumn,
  Column,
  Entry,
  Fit,
  NumberColumn,
  Part,
  ReadOptions,
  Skipped,
  Taken,
  TextColumn,
} from './formats/listing.ts';
export { together } from './formats/pattern.ts';
export { fromPairs, type GivenTuples } from './from-pairs.ts';
export { fromSource, type Source, type SourceSample } from './from-source.ts';
export { type GlyphsOptions, glyphs } from './glyphs.ts';
export { clear } from './ingest.ts';
export { inspect } from './inspect.ts';
export type { Inspected, Inspection } from './inspection.ts';
export { isOwnPath, type LoadAnyOptions as LoadOptions, load } from './load.ts';
export { loadOmniglotRuns, type OmniglotRunsOptions, type OneShotRun } from './omniglot-runs.ts';
export { fromArrays, fromFolder, fromTable } from './own.ts';
export type { OwnOptions } from './own-options.ts';
export { readSamples, type Samples, type TakenOptions } from './read-samples.ts';
export type { Reading } from './reading.ts';
export { type Description, describe, names } from './registry.ts';
export type { ImageOptions } from './sources/source.ts';
export { type SplitOffOptions, selectClasses, splitClasses, splitOff, subset } from './splits.ts';
export type { TupleKind, TupleList } from './tuples.ts';
