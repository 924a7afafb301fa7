import type { NdArray } from '../nd-array.ts';
import type { Ranker } from './ranks.ts';
import type { DistanceRow } from './squared-distances.ts';

/** Searches of queries [m, D] among references [n, D], which stand class by class, and what is measured of each; it can be shared among threads. */
export interface Searches {
  readonly queries: NdArray<Float32Array>;
  readonly references: NdArray<Float32Array>;
  /** [m, 3]: of each query, where its matches begin among the references, where they have ended, and which is the query itself; −1 for none. */
  readonly matches: Int32Array;
  /** [m, `MEASURES`], written by `measure`; zeros where nothing matches. */
  readonly measures: Float64Array;
}

/** How many numbers `measure` leaves of a query. */
export const MEASURES = 5;

/** What was found of one query. */
export interface Measured {
  /** R, how many matches there are. */
  readonly matches: number;
  /** The place of the first, from 1. */
  readonly first: number;
  /** How many are among the R nearest. */
  readonly within: number;
  /** The sum of their precisions. */
  readonly precisionsWithin: number;
  /** The sum of the precisions at all matches. */
  readonly precisions: number;
}

/** Ranks one query's matches and writes what the metrics need of them. */
export function measure({ matches, measures }: Searches, ranker: Ranker, query: number, row: DistanceRow): void {
  const [start, end, own] = matches.subarray(3 * query, 3 * query + 3) as unknown as [number, number, number];
  const ranks = ranker.ranks(row, start, end, own);
  const r = ranks.length;
  if (r === 0) return;
  let [within, precisions, precisionsWithin] = [0, 0, 0];
  for (let i = 0; i < r; i++) {
    const precision = (i + 1) / ranks[i]!;
    precisions += precision;
    if (ranks[i]! > r) continue;
    within++;
    precisionsWithin += precision;
  }
  measures.set([r, ranks[0]!, within, precisionsWithin, precisions], MEASURES * query);
}

/** What was measured of a query. */
export function measured({ measures }: Searches, query: number): Measured {
  const [matches, first, within, precisionsWithin, precisions] = measures.subarray(
    MEASURES * query,
    MEASURES * (query + 1),
  ) as unknown as [number, number, number, number, number];
  return { matches, first, within, precisionsWithin, precisions };
}
