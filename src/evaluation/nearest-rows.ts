import type { NdArray } from '../nd-array.ts';
import { eachRow } from './distance-rows.ts';
import { kNearest } from './knn-accuracy.ts';

/** The nearest references of one query, nearest first. */
export interface NearestRows {
  readonly rows: readonly number[];
  /** Euclidean. */
  readonly distances: readonly number[];
}

/** For each query [m, d] the `k` nearest references [n, d] by Euclidean distance; of equally near ones the first. */
export async function nearestRows(
  queries: NdArray<Float32Array>,
  references: NdArray<Float32Array>,
  k: number,
): Promise<NearestRows[]> {
  const found: NearestRows[] = [];
  await eachRow(queries, references, undefined, (query, squared) => {
    const rows = kNearest(squared, k);
    found[query] = { rows, distances: rows.map(row => Math.sqrt(squared[row]!)) };
  });
  return found;
}
