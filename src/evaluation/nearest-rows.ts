import type { NdArray } from '../nd-array.ts';
import { References } from './references.ts';
import type { DistanceRow } from './squared-distances.ts';

/** The nearest references of one query, nearest first. */
export interface NearestRows {
  /** Their places. */
  readonly rows: readonly number[];
  /** Euclidean. */
  readonly distances: readonly number[];
}

/** For each query [m, D] the `k` nearest references [n, D] by Euclidean distance; of equally near ones the first. */
export async function nearestRows(
  queries: NdArray<Float32Array>,
  references: NdArray<Float32Array> | References,
  k: number,
): Promise<NearestRows[]> {
  const ready = references instanceof References ? references : new References(references);
  const found = Array.from({ length: queries.shape[0]! }, (): NearestRows => ({ rows: [], distances: [] }));
  await ready.eachRow(queries, (query, row) => {
    const rows = kNearest(row, k);
    found[query] = { rows, distances: rows.map(reference => Math.sqrt(row.exact(reference))) };
  });
  return found;
}

/** More than rounding to float32 can move a distance, relative to it. */
const SLACK = 2 ** -20;

/**
 * The places of the k nearest, nearest first; of equals the first. Distances in float32 choose who may be among them, exact
 * ones decide.
 */
export function kNearest(
  { values, unsure = Number.NEGATIVE_INFINITY, error = 0, exact }: DistanceRow,
  k: number,
): number[] {
  const places: number[] = [];
  const distances: number[] = [];
  let [worst, limit] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let j = 0; j < values.length; j++) {
    if (values[j]! > limit) continue;
    const distance = exact(j);
    if (places.length === k && distance >= worst) continue;
    let at = places.length;
    while (at > 0 && distances[at - 1]! > distance) at--;
    places.splice(at, 0, j);
    distances.splice(at, 0, distance);
    if (places.length > k) {
      places.pop();
      distances.pop();
    }
    if (places.length < k) continue;
    worst = distances[k - 1]!;
    limit = Math.max(unsure, worst + SLACK * Math.abs(worst) + error);
  }
  return places;
}
