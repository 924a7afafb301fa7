import type { NdArray } from '../nd-array.ts';

/**
 * Labelled samples in memory. Images stay `uint8` [n, channels, height, width] and become float inside the graph;
 * rows of a table are `float32` [n, columns].
 */
export interface Dataset {
  readonly name: string;
  readonly samples: NdArray<Uint8Array | Float32Array>;
  /** The class of each sample, an index into `classNames`. */
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  /** What each class is part of (its alphabet, its species), class by class, where the data set tells. */
  readonly groups?: readonly string[];
}

/** A data set as it is published: which samples are for training and which for judging. */
export interface DatasetParts {
  readonly train: Dataset;
  /** Where the data set brings its own validation part; otherwise one is split off `train`. */
  readonly validation?: Dataset;
  readonly test: Dataset;
}
