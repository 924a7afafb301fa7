import { randomTriplets } from '../data/samplers/random-triplets.ts';
import { split } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type BatchPlan, listedOr } from './method.ts';

/** The triplets of a list, or else random ones; all anchors first, then the positives, then the negatives. */
export const tripletBatches = (batchSize: number): BatchPlan =>
  listedOr('triplets', randomTriplets({ batchSize }), batchSize, ({ anchors, positives, negatives }) => [
    anchors,
    positives,
    negatives,
  ]);

/** Splits rows that belong to a batch of triplets into those of anchors, positives and negatives. */
export function thirds(x: Tensor): readonly [Tensor, Tensor, Tensor] {
  const n = x.shape[0]! / 3;
  const [anchor, positive, negative] = split(x, [n, n, n]);
  return [anchor!, positive!, negative!];
}
