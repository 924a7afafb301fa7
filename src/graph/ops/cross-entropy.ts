import type { Tensor } from '../tensor.ts';
import { sameShape, shapeError } from '../tensor-type.ts';
import { mul, neg, softplus, sub } from './elementwise.ts';
import { oneHot } from './indexing.ts';
import { logSoftmax, mean, sum } from './reduce.ts';

/** The mean of −log softmax(logits)[target]: logits [n, classes], target [n] (class indices). */
export function crossEntropy(logits: Tensor, target: Tensor): Tensor {
  if (logits.shape.length !== 2 || !sameShape(target.shape, logits.shape.slice(0, 1))) {
    throw shapeError('crossEntropy', 'logits [n, classes] and target [n]', [logits, target]);
  }
  return neg(mean(sum(mul(logSoftmax(logits), oneHot(target, logits.shape[1]!)), 1)));
}

/** The mean of −t·log σ(x) − (1 − t)·log(1 − σ(x)), as ln(1 + eˣ) − x·t, which never overflows. */
export const bceWithLogits = (logits: Tensor, target: Tensor): Tensor => mean(bceWithLogitsEach(logits, target));

/** The same for each element, not averaged. */
export function bceWithLogitsEach(logits: Tensor, target: Tensor): Tensor {
  if (!sameShape(logits.shape, target.shape)) {
    throw shapeError('bceWithLogits', 'logits and target of one shape', [logits, target]);
  }
  return sub(softplus(logits), mul(logits, target));
}
