import type { NdArray, Nested } from '../nd-array.ts';
import type { Reading } from './reading.ts';
import type { TupleList } from './tuples.ts';

/**
 * Labelled samples. Images stay `uint8` [n, channels, height, width] and become float inside the graph; rows of a table are
 * `float32` [n, columns].
 */
export interface Dataset {
  /** What it is called in tables, pictures and errors. */
  readonly name: string;
  /**
   * `uint8` [n, channels, height, width], 0 to 255, or `float32` [n, columns]. Many images lie in a file of the cache, and `data`
   * reads them all.
   */
  readonly samples: NdArray<Uint8Array | Float32Array>;
  /** The class of each sample, an index into `classNames`. */
  readonly labels: Int32Array;
  /** The name of each class. */
  readonly classNames: readonly string[];
  /** What each class is part of (its alphabet, its species), class by class, where the data set tells. */
  readonly groups?: readonly string[];
  /** Pairs or triplets of these samples, to train on and to be judged by instead of the classes. */
  readonly list?: TupleList;
}

/** A data set as it is published: which samples are for training and which for testing. */
export interface DatasetParts {
  /** What networks are trained on. */
  readonly train: Dataset;
  /** Where the data set brings its own validation part; otherwise one is split off `train`. */
  readonly validation?: Dataset;
  /** What trained networks are evaluated on, of the same classes or of others. */
  readonly test: Dataset;
  /** The part of the classes that a run holds out as unseen, unless it is told otherwise. */
  readonly unseenFraction?: number;
  /** How data of one's own were read. */
  readonly reading?: Reading;
  /** Of a list of pairs or triplets that does not say which are tested: all of it. */
  readonly whole?: () => Dataset;
}

/** A data set as people have it in code. */
export interface GivenDataset {
  /** Default `data`. */
  readonly name?: string;
  /**
   * [n, columns] or [n, channels, height, width]: bytes stay bytes (0 to 255), all other numbers become float32. Nested
   * arrays are taken too.
   */
  readonly samples: NdArray | Nested | { readonly data: ArrayLike<number>; readonly shape: readonly number[] };
  /** The class of each sample: an index into `classNames`, or its name. */
  readonly labels: ArrayLike<number> | readonly string[];
  /** Default the different labels, in rising order. */
  readonly classNames?: readonly string[];
  /** What each class is part of, class by class. */
  readonly groups?: readonly string[];
}

/** Data of one's own: which samples are for training and which for testing. */
export interface GivenParts {
  /** What is trained on. */
  readonly train: GivenDataset;
  /** Default a tenth of `train`. */
  readonly validation?: GivenDataset;
  /** What is evaluated on, of the same classes or of others. */
  readonly test: GivenDataset;
}
