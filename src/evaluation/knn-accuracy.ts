import type { Distance } from '../distances/distance.ts';
import { NearfarError, UsageError } from '../errors.ts';
import { occurrences } from '../occurrences.ts';
import { eachRow } from './distance-rows.ts';
import { checked, type Embedded } from './embedded.ts';
import { kNearest } from './nearest-rows.ts';

/** What `knnAccuracy` takes. */
export interface KnnOptions extends Embedded {
  /** Labelled samples that the neighbours are taken from. */
  readonly reference: Embedded;
  /** How many neighbours vote. */
  readonly k: number;
  /** Default Euclidean. */
  readonly distance?: Distance;
}

/**
 * The part of the queries, from 0 to 1, whose class gets the most votes of the k nearest; of classes with equal votes the one
 * of the smallest number wins, as in scikit-learn and PyTorch's mode.
 *
 * @throws NearfarError if embeddings are not finite, not as many as labels, or not equally wide; UsageError unless `k` is
 *   from 1 to the number of references
 */
export async function knnAccuracy({ reference, k, distance, ...queries }: KnnOptions): Promise<number> {
  const who = 'evaluation.knnAccuracy';
  const from = checked(queries, who);
  const among = checked(reference, who);
  if (from.d !== among.d)
    throw new NearfarError({ who, expected: `reference embeddings of ${from.d} dimensions`, got: `${among.d}` });
  if (!Number.isInteger(k) || k < 1 || k > among.n) {
    throw new UsageError({ who, expected: `k from 1 to the ${among.n} reference samples`, got: `${k}` });
  }
  let right = 0;
  await eachRow(from.embeddings, among.embeddings, distance, (query, row) => {
    const nearest = kNearest(row, k).map(j => among.labels[j]!);
    right += Number(vote(nearest) === from.labels[query]);
  });
  return from.n === 0 ? 0 : right / from.n;
}

/** The most frequent label; of equally frequent ones the smallest. */
function vote(labels: readonly number[]): number {
  const counts = occurrences(labels);
  const most = Math.max(...counts.values());
  return Math.min(...[...counts.keys()].filter(label => counts.get(label) === most));
}
