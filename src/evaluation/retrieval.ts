import type { Distance } from '../distances/distance.ts';
import { NearfarError } from '../errors.ts';
import { toCounts } from '../given-array.ts';
import { type NdArray, takeRows } from '../nd-array.ts';
import { eachRow } from './distance-rows.ts';
import { type Checked, checked, type Embedded } from './embedded.ts';
import { Ranker } from './ranks.ts';

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
 * block of queries at a time, in O(references) memory. Of a match and a non-match equally far (to the last bit of
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
  const sums = { first: 0, r: 0, atR: 0, all: 0, reciprocal: 0 };
  const recalled = recallAt.map(() => 0);
  let counted = 0;
  const classes = groupedByClass(among);
  const own = from === among ? classes.places : undefined;
  const ranker = new Ranker(among.n, who);
  await eachRow(from.embeddings, classes.embeddings, distance, (query, row) => {
    const [start, end] = classes.ranges.get(from.labels[query]!) ?? [0, 0];
    const ranks = ranker.ranks(row, start, end, own?.[query] ?? -1);
    const r = ranks.length;
    if (r === 0) return;
    counted++;
    let [within, precisions, precisionsWithin] = [0, 0, 0];
    for (let i = 0; i < r; i++) {
      const precision = (i + 1) / ranks[i]!;
      precisions += precision;
      if (ranks[i]! > r) continue;
      within++;
      precisionsWithin += precision;
    }
    sums.first += Number(ranks[0] === 1);
    sums.r += within / r;
    sums.atR += precisionsWithin / r;
    sums.all += precisions / r;
    sums.reciprocal += 1 / ranks[0]!;
    recallAt.forEach((k, i) => {
      recalled[i]! += Number(ranks[0]! <= k);
    });
  });
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

interface GroupedByClass {
  /** Class by class. */
  readonly embeddings: NdArray<Float32Array>;
  /** Where each row has gone. */
  readonly places: Int32Array;
  /** Of each class, where its rows begin and where they have ended. */
  readonly ranges: ReadonlyMap<number, readonly [number, number]>;
}

function groupedByClass({ embeddings, labels, n }: Checked): GroupedByClass {
  const members = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const of = members.get(labels[i]!);
    if (of) of.push(i);
    else members.set(labels[i]!, [i]);
  }
  const order: number[] = [];
  const ranges = new Map<number, readonly [number, number]>();
  for (const [label, rows] of members) {
    ranges.set(label, [order.length, order.length + rows.length]);
    for (const row of rows) order.push(row);
  }
  const places = new Int32Array(n);
  order.forEach((row, place) => {
    places[row] = place;
  });
  return { embeddings: takeRows(embeddings, order), places, ranges };
}
