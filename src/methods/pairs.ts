import { randomPairs } from '../data/samplers/random-pairs.ts';
import { bceWithLogits, cast, equal, greater, mean, split } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type BatchPlan, listedOr } from './method.ts';

/** The pairs of a list, or else random pairs, half of them of one class; all left samples first. */
export const pairBatches = (batchSize: number): BatchPlan =>
  listedOr('pairs', randomPairs({ batchSize }), batchSize, ({ left, right }) => [left, right]);

/** Splits rows that belong to a batch of pairs into those of the left and of the right samples. */
export function halves(x: Tensor): readonly [Tensor, Tensor] {
  const n = x.shape[0]! / 2;
  const [left, right] = split(x, [n, n]);
  return [left!, right!];
}

/** 1 where both samples of a pair are of one class, else 0: [N], float32. */
export function sameClass(labels: Tensor): Tensor {
  const [a, b] = halves(labels);
  return cast(equal(a, b), 'float32');
}

/** The binary cross-entropy of logits [N] for "same", and their accuracy. */
export function sameOrDifferent(
  logits: Tensor,
  same: Tensor,
): { loss: Tensor; metrics: Readonly<Record<string, Tensor>> } {
  const right = equal(cast(greater(logits, 0), 'float32'), same);
  return { loss: bceWithLogits(logits, same), metrics: { accuracy: mean(cast(right, 'float32')) } };
}
