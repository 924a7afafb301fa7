import { UsageError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import type { BackendOptions } from './backend.ts';
import type { Entry } from './entries.ts';
import type { Filter } from './filter.ts';

/** What a new index is for. */
export interface IndexOptions extends BackendOptions {
  /** The fingerprint of the model whose vectors it holds; vectors that are known to be another's are refused. */
  readonly model?: string | undefined;
  /** The folder of the run that makes the vectors. */
  readonly run?: string | undefined;
}

/** All that an index has; row i of the vectors is of `entries[i]`. */
export interface Contents {
  /** [N, dim] */
  readonly vectors: NdArray<Float32Array>;
  /** Of each vector. */
  readonly entries: readonly Entry[];
}

/** The nearest to one query, the nearest first. */
export interface Nearest {
  /** Their thumbnails may be missing. */
  readonly entries: readonly Entry[];
  /** Euclidean. */
  readonly distances: readonly number[];
}

/** Where an index keeps its samples and finds the nearest. What it is given was checked. */
export interface Store {
  /** Where it lies, as it is shown: without a password. Undefined of one that was never saved. */
  readonly path: string | undefined;
  /** The fingerprint of the model whose vectors it holds. */
  readonly model: string | undefined;
  /** The folder of the run that makes the vectors. */
  readonly run: string | undefined;
  /** How many samples it has. */
  readonly size: number;
  /** The width of its vectors; undefined while it is empty. */
  readonly dim: number | undefined;
  /** Whether any sample has a class, or metadata. */
  readonly has: Readonly<Record<'labels' | 'metadata', boolean>>;
  /** How it searches, and what was measured. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Takes samples in, all or none; those whose names it has are replaced. */
  add(contents: Contents): Promise<void>;
  /** Takes samples out, all or none. @throws UsageError for a name that it does not have */
  remove(ids: ReadonlySet<string>): Promise<void>;
  /** The `k` nearest to each query [N, dim], fewer where there are fewer, among those that the filter lets through. */
  search(queries: NdArray<Float32Array>, k: number, where: Filter | undefined): Promise<readonly Nearest[]>;
  /** All that is known of a sample. */
  get(id: string): Promise<Entry | undefined>;
  /** All names, in the order in which they came. */
  ids(): Promise<readonly string[]>;
  /** The vectors [N, dim] of samples by their names. @throws UsageError for a name that it does not have */
  vectors(ids: readonly string[]): Promise<NdArray<Float32Array>>;
  /** Everything, in the same order. */
  all(): Promise<Contents>;
  /** Writes what is not written yet. */
  save(path: string): Promise<void>;
}

/** The error for a name that an index does not have. */
export const strayId = (who: string, size: number, id: string): UsageError =>
  new UsageError({ who, expected: `ids of its ${size} samples`, got: `"${id}"` });
