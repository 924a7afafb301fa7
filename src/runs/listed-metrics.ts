import { type FoldAccuracy, foldAccuracy } from '../evaluation/index.ts';
import type { EvaluationSplit } from './evaluation-split.ts';

type Listed = Pick<EvaluationSplit, 'verification' | 'queries'>;

/** How well the pairs of a list are decided fold by fold; undefined where it has no folds. */
export function accuracyOfFolds({ verification: { pairs }, queries }: Listed): FoldAccuracy | undefined {
  const { folds } = queries.dataset.list ?? {};
  return folds === undefined || new Set(folds).size < 2 ? undefined : foldAccuracy({ ...pairs, folds });
}

/** The part of the triplets of a list whose positive is nearer than the negative; undefined of anything else. */
export function accuracyOfTriplets({ verification: { pairs }, queries }: Listed): number | undefined {
  if (queries.dataset.list?.kind !== 'triplets') return undefined;
  const distances = Array.from(pairs.distances);
  const n = distances.length / 2;
  return distances.slice(0, n).filter((distance, i) => distance < distances[n + i]!).length / n;
}
