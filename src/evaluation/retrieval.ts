import type { Distance } from '../distances/distance.ts';
import { NearfarError } from '../errors.ts';
import { toCounts } from '../given-array.ts';
import { takeRows } from '../nd-array.ts';
import { euclidean, rowsByGraph } from './distance-rows.ts';
import { type Checked, checked, type Embedded } from './embedded.ts';
import { Ranker } from './ranks.ts';
import { searchAll } from './search-blocks.ts';
import { MEASURES, measure, measured, type Searches } from './searches.ts';

/** What `retrieval` takes. */
export interface RetrievalOptions extends Embedded {
  /** What is searched; by default the queries themselves, each left out of its own search. */
  readonly reference?: Embedded;
  /** Default Euclidean. */
  readonly distance?: Distance;
  /** The k of recall@k; default 1, 2, 4, 8. */
  readonly recallAt?: readonly number[];
}

/** All from 0 to 1, higher is better; means over the queries that have a match. */
export interface RetrievalMetrics {
  /** How often the nearest is a match. */
  readonly precisionAt1: number;
  /** The part of the R nearest that match, R being how many matches there are. */
  readonly rPrecision: number;
  /** Mean average precision over the R nearest (Musgrave, Belongie & Lim 2020). */
  readonly mapAtR: number;
  /** Mean average precision over all. */
  readonly meanAveragePrecision: number;
  /** Mean of 1 / the place of the first match. */
  readonly mrr: number;
  /** For each k: how often there is a match among the k nearest. */
  readonly recallAt: Readonly<Record<number, number>>;
  /** Queries left out of all means, since nothing matches them. */
  readonly queriesWithoutMatch: number;
}

/**
 * How well the nearest neighbours of each query are of its class. Exact: every query is compared with every reference, a
 * block of queries at a time, in O(references) memory. Many comparisons are shared among threads, one a core and at most eight;
 * the result is the same to the last bit. Of a match and a non-match equally far (to the last bit of
 * float32), the non-match comes first.
 *
 * @throws NearfarError if embeddings are not finite, not as many as labels, or not equally wide, or a distance is not a
 *   number; UsageError if `recallAt` is not of whole numbers from 1
 */
export async function retrieval({
  reference,
  distance,
  recallAt: at = [1, 2, 4, 8],
  ...queries
}: RetrievalOptions): Promise<RetrievalMetrics> {
  const who = 'evaluation.retrieval';
  const from = checked(queries, who);
  const among = reference ? checked(reference, who) : from;
  if (from.d !== among.d) {
    throw new NearfarError({
      who,
      expected: `reference embeddings of ${from.d} dimensions, as the queries have`,
      got: `${among.d}`,
    });
  }
  const recallAt = toCounts(at, who, 'recallAt');
  const searches = searchesOf(from, among);
  const points = await euclidean(searches.queries, searches.references, distance);
  if (points) await searchAll({ ...searches, ...points }, who);
  else {
    const ranker = new Ranker(among.n, who);
    await rowsByGraph(searches.queries, searches.references, distance!, (query, row) =>
      measure(searches, ranker, query, row),
    );
  }
  const sums = { first: 0, r: 0, atR: 0, all: 0, reciprocal: 0 };
  const recalled = recallAt.map(() => 0);
  let counted = 0;
  for (let query = 0; query < from.n; query++) {
    const { matches: r, first, within, precisionsWithin, precisions } = measured(searches, query);
    if (r === 0) continue;
    counted++;
    sums.first += Number(first === 1);
    sums.r += within / r;
    sums.atR += precisionsWithin / r;
    sums.all += precisions / r;
    sums.reciprocal += 1 / first;
    recallAt.forEach((k, i) => {
      recalled[i]! += Number(first <= k);
    });
  }
  const mean = (sum: number) => (counted === 0 ? 0 : sum / counted);
  return {
    precisionAt1: mean(sums.first),
    rPrecision: mean(sums.r),
    mapAtR: mean(sums.atR),
    meanAveragePrecision: mean(sums.all),
    mrr: mean(sums.reciprocal),
    recallAt: Object.fromEntries(recallAt.map((k, i) => [k, mean(recalled[i]!)])),
    queriesWithoutMatch: from.n - counted,
  };
}

/** Searches whose references stand class by class. */
function searchesOf(from: Checked, among: Checked): Searches {
  const members = new Map<number, number[]>();
  for (let i = 0; i < among.n; i++) {
    const of = members.get(among.labels[i]!);
    if (of) of.push(i);
    else members.set(among.labels[i]!, [i]);
  }
  const order: number[] = [];
  const ranges = new Map<number, readonly [number, number]>();
  for (const [label, rows] of members) {
    ranges.set(label, [order.length, order.length + rows.length]);
    for (const row of rows) order.push(row);
  }
  const matches = new Int32Array(3 * from.n);
  for (let query = 0; query < from.n; query++) {
    matches.set([...(ranges.get(from.labels[query]!) ?? [0, 0]), -1], 3 * query);
  }
  if (from === among) {
    order.forEach((row, place) => {
      matches[3 * row + 2] = place;
    });
  }
  const references = takeRows(among.embeddings, order);
  return {
    queries: from.embeddings,
    references,
    matches,
    measures: new Float64Array(MEASURES * from.n),
  };
}
