import type { Distance } from '../distances/distance.ts';
import { NearfarError, UsageError } from '../errors.ts';
import { eachRow } from './distance-rows.ts';
import { checked, type Embedded } from './embedded.ts';
import { Ranker } from './ranks.ts';

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
 * How well the nearest neighbours of each query are of its class. Exact: every query is compared with every reference,
 * one query at a time, in O(references) memory. Of a match and a non-match equally far, the non-match comes first.
 */
export async function retrieval({
  reference,
  distance,
  recallAt = [1, 2, 4, 8],
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
  const stray = recallAt.find(k => !Number.isInteger(k) || k < 1);
  if (stray !== undefined) throw new UsageError({ who, expected: 'recallAt of whole numbers from 1', got: `${stray}` });
  const sums = { first: 0, r: 0, atR: 0, all: 0, reciprocal: 0 };
  const recalled = recallAt.map(() => 0);
  let counted = 0;
  const ranker = new Ranker(among.n, who);
  await eachRow(from.embeddings, among.embeddings, distance, (query, distances) => {
    const label = from.labels[query]!;
    const ranks = ranker.ranks(distances, among.labels, label, reference ? -1 : query);
    if (ranks.length === 0) return;
    counted++;
    const r = ranks.length;
    let [within, precisions, precisionsWithin] = [0, 0, 0];
    ranks.forEach((rank, i) => {
      const precision = (i + 1) / rank;
      precisions += precision;
      if (rank > r) return;
      within++;
      precisionsWithin += precision;
    });
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
