import type { Tensor } from '../tensor.ts';
import { sameShape, shapeError } from '../tensor-type.ts';
import { mul, neg, softplus, sub } from './elementwise.ts';
import { oneHot } from './indexing.ts';
import { logSoftmax, mean, sum } from './reduce.ts';

/**
 * Softmax cross-entropy, a scalar: the mean of −log softmax(logits)[target] over the rows. logits [n, classes], target [n]
 * (class indices, int32 or int64).
 */
export function crossEntropy(logits: Tensor, target: Tensor): Tensor {
  if (logits.shape.length !== 2 || !sameShape(target.shape, logits.shape.slice(0, 1))) {
    throw shapeError('crossEntropy', 'logits [n, classes] and target [n]', [logits, target]);
  }
  return neg(mean(sum(mul(logSoftmax(logits), oneHot(target, logits.shape[1]!)), 1)));
}

/**
 * Binary cross-entropy, a scalar: the mean of −t·log σ(x) − (1 − t)·log(1 − σ(x)), as ln(1 + eˣ) − x·t, which never
 * overflows. Logits x and targets t (from 0 to 1) are float32 of one shape.
 */
export const bceWithLogits = (logits: Tensor, target: Tensor): Tensor => mean(bceWithLogitsEach(logits, target));

/** Binary cross-entropy of each logit with its target (from 0 to 1), not averaged: float32 of their one shape. */
export function bceWithLogitsEach(logits: Tensor, target: Tensor): Tensor {
  if (!sameShape(logits.shape, target.shape)) {
    throw shapeError('bceWithLogits', 'logits and target of one shape', [logits, target]);
  }
  return sub(softplus(logits), mul(logits, target));
}
