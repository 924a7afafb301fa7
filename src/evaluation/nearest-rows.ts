import type { NdArray } from '../nd-array.ts';
import { eachRow } from './distance-rows.ts';
import type { DistanceRow, UseRow } from './squared-distances.ts';

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
  references: NdArray<Float32Array>,
  k: number,
): Promise<NearestRows[]> {
  const d = queries.shape[1]!;
  const found: NearestRows[] = [];
  const rows = queries.shape[0]! <= FEW ? oneByOne : eachRow;
  await rows(queries, references, undefined, (query, row) => {
    const rows = kNearest(row, k);
    const distances = rows.map(reference => {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += (queries.data[query * d + c]! - references.data[reference * d + c]!) ** 2;
      return Math.sqrt(sum);
    });
    found[query] = { rows, distances };
  });
  return found;
}

/** So few queries are done sooner by differences alone than references are made ready for products. */
const FEW = 8;

/** Squared distances from differences in float64, for the nearest alone. */
function oneByOne(
  { data: q, shape: [m, d] }: NdArray<Float32Array>,
  { data: r, shape: [n] }: NdArray<Float32Array>,
  _: undefined,
  use: UseRow,
): void {
  const values = new Float32Array(n!);
  for (let query = 0; query < m!; query++) {
    const exact = (reference: number): number => {
      let sum = 0;
      let [at, to] = [query * d!, reference * d!];
      for (const end = at + d!; at < end; at++, to++) sum += (q[at]! - r[to]!) ** 2;
      return sum;
    };
    for (let reference = 0; reference < n!; reference++) values[reference] = exact(reference);
    use(query, { values, exact });
  }
}

/** More than rounding to float32 can move a distance, relative to it. */
const SLACK = 2 ** -20;

/**
 * The places of the k nearest, nearest first; of equals the first. Distances in float32 choose who may be among them, exact
 * ones decide.
 */
export function kNearest({ values, unsure = Number.NEGATIVE_INFINITY, exact }: DistanceRow, k: number): number[] {
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
    limit = Math.max(unsure, worst + SLACK * Math.abs(worst));
  }
  return places;
}
