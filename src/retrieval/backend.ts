import { unknownName } from '../errors.ts';
import { type NearestRows, nearestRows } from '../evaluation/nearest-rows.ts';
import type { NdArray } from '../nd-array.ts';

/** How an index searches. */
export interface BackendOptions {
  /** `exact` compares with every vector. @default 'exact' */
  readonly backend?: 'exact';
}

/** A way to find the nearest of some vectors. */
export interface Backend {
  /** Its name and options, and what it measured, as they are stored. */
  readonly about: Readonly<Record<string, unknown>>;
  /** What it keeps beside the vectors, as bytes. */
  readonly structure?: Uint8Array | undefined;
  /** The rows of the `k` nearest to each query, at most as many as there are vectors, with Euclidean distances. */
  search(queries: NdArray<Float32Array>, k: number): Promise<readonly NearestRows[]>;
  /** The same of other vectors; `from` has the row that each had before, where it had one. */
  of(vectors: NdArray<Float32Array>, from: readonly (number | undefined)[], before: NdArray<Float32Array>): Backend;
}

const exact = (vectors: NdArray<Float32Array>): Backend => ({
  about: { backend: 'exact' },
  search: (queries, k) => nearestRows(queries, vectors, k),
  of: exact,
});

/** The backends by name. */
export const BACKENDS = ['exact'] as const;

/** The backend that the options name, over vectors; `structure` is what an earlier one of its kind kept. */
export function openBackend(
  { backend = 'exact' }: BackendOptions,
  vectors: NdArray<Float32Array>,
  _structure?: Uint8Array,
): Backend {
  if (backend === 'exact') return exact(vectors);
  throw unknownName('retrieval', 'a backend', String(backend), BACKENDS);
}
