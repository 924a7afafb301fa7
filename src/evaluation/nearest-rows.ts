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
  const found = Array.from({ length: queries.shape[0]! }, () => new Nearest(k));
  await ready.eachBlock(queries, (query, block, first) => found[query]!.offer(block, first));
  return found.map(({ rows, squares }) => ({ rows, distances: squares.map(Math.sqrt) }));
}

/** The places of the k nearest of a row, nearest first; of equals the first. */
export function kNearest(row: DistanceRow, k: number): readonly number[] {
  const nearest = new Nearest(k);
  nearest.offer(row, 0);
  return nearest.rows;
}

/** More than rounding to float32 can move a distance, relative to it. */
const SLACK = 2 ** -20;

/** The nearest of what was offered so far. Distances in float32 choose what may be among them, exact ones decide. */
class Nearest {
  /** Their places, nearest first; of equals the first. */
  readonly rows: number[] = [];
  /** Their distances as they were offered. */
  readonly squares: number[] = [];
  readonly #k: number;
  #limit = Number.POSITIVE_INFINITY;

  constructor(k: number) {
    this.#k = k;
  }

  /** Of references from the place `first` on, behind all offered before. */
  offer({ values, unsure = Number.NEGATIVE_INFINITY, error = 0, exact }: DistanceRow, first: number): void {
    const [rows, squares, k] = [this.rows, this.squares, this.#k];
    for (let j = within(values, 0, this.#limit); j < values.length; j = within(values, j + 1, this.#limit)) {
      const distance = exact(j);
      if (rows.length === k && distance >= squares[k - 1]!) continue;
      let at = rows.length;
      while (at > 0 && squares[at - 1]! > distance) at--;
      rows.splice(at, 0, first + j);
      squares.splice(at, 0, distance);
      if (rows.length > k) {
        rows.pop();
        squares.pop();
      }
      if (rows.length < k) continue;
      const worst = squares[k - 1]!;
      this.#limit = Math.max(unsure, worst + SLACK * Math.abs(worst) + error);
    }
  }
}

/** The first place from `from` on whose value is not above the limit. */
function within(values: Float32Array, from: number, limit: number): number {
  let j = from;
  while (j < values.length && values[j]! > limit) j++;
  return j;
}
