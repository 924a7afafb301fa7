import type { Dataset } from '../data/dataset.ts';
import { fixedPairs } from '../data/samplers/fixed-pairs.ts';
import { pairsOf } from '../data/tuples.ts';
import * as evaluation from '../evaluation/index.ts';
import { occurrences } from '../occurrences.ts';
import type { Model } from '../training/model.ts';
import type { EncodedDataset } from './encoded.ts';

/** The fixed list has so many pairs, half of them of one class. */
const PAIRS = 10_000;

/** Verification metrics, and the pairs they come from: the rows of each side, their distances, whether they are of one class. */
export interface Verification extends evaluation.VerificationMetrics {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly pairs: evaluation.Pairs;
}

/** Compares the pairs of the data's own list, or else those of a fixed, balanced one. */
export async function verify(model: Model, { dataset, encoded }: EncodedDataset): Promise<Verification> {
  const { left, right, same } = dataset.list
    ? pairsOf(dataset.list)
    : fixedPairs(dataset, { count: pairCount(dataset), seed: 0 });
  const distances = await model.distances(encoded, left, right);
  const pairs = { distances, same: Array.from(same, Boolean) };
  return { ...evaluation.verification(pairs), left, right, pairs };
}

/** As many pairs as the data have of both kinds, up to the usual number. */
function pairCount(dataset: Dataset): number {
  const n = dataset.labels.length;
  const positive = classSizes(dataset).reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const negative = (n * (n - 1)) / 2 - positive;
  return 2 * Math.min(PAIRS / 2, positive, negative);
}

/** The number of samples of each class that has any. */
export function classSizes(dataset: Dataset): number[] {
  return [...occurrences(dataset.labels).values()];
}
