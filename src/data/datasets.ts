export type { Dataset, DatasetParts, GivenDataset, GivenParts } from './dataset.ts';
export type { OnProgress, Progress } from './download.ts';
export { type GlyphsOptions, glyphs } from './glyphs.ts';
export { loadOmniglotRuns, type OmniglotRunsOptions, type OneShotRun } from './omniglot-runs.ts';
export { readSamples, type Samples } from './read-samples.ts';
export { type Description, describe, type LoadOptions, load, names } from './registry.ts';
export type { ImageOptions } from './sources/source.ts';
export { type SplitOffOptions, selectClasses, splitClasses, splitOff, subset } from './splits.ts';
