import type { Tensor } from '../tensor.ts';
import { abs, add, exp, log, mul, neg, relu, sub } from './elementwise.ts';
import { logSoftmax, mean, sum } from './reduce.ts';
import { oneHot } from './shape.ts';

/** The mean of −log softmax(logits)[target]: logits [n, classes], target [n] (class indices). */
export const crossEntropy = (logits: Tensor, target: Tensor): Tensor =>
  neg(mean(sum(mul(logSoftmax(logits), oneHot(target, logits.shape[1]!)), 1)));

/** The mean of −t·log σ(x) − (1 − t)·log(1 − σ(x)), as max(x, 0) − x·t + log(1 + e^−|x|), which never overflows. */
export const bceWithLogits = (logits: Tensor, target: Tensor): Tensor => mean(bceWithLogitsEach(logits, target));

/** The same for each element, not averaged. */
export const bceWithLogitsEach = (logits: Tensor, target: Tensor): Tensor =>
  add(sub(relu(logits), mul(logits, target)), log(add(1, exp(neg(abs(logits))))));
