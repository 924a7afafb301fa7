export type { OnRead } from './collection.ts';
export type { Dataset, DatasetParts, GivenDataset, GivenParts } from './dataset.ts';
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
} from './formats/listing.ts';
export { type GlyphsOptions, glyphs } from './glyphs.ts';
export { type Inspected, type Inspection, inspect } from './inspect.ts';
export { isOwnPath, type LoadAnyOptions as LoadOptions, load } from './load.ts';
export { loadOmniglotRuns, type OmniglotRunsOptions, type OneShotRun } from './omniglot-runs.ts';
export { fromArrays, fromFolder, fromTable, type OwnOptions } from './own.ts';
export { readSamples, type Samples, type TakenOptions } from './read-samples.ts';
export type { Reading } from './reading.ts';
export { type Description, describe, names } from './registry.ts';
export type { ImageOptions } from './sources/source.ts';
export { type SplitOffOptions, selectClasses, splitClasses, splitOff, subset } from './splits.ts';
