import { mul, transpose } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineClassLoss } from './class-loss.ts';
import { LAMBDA, largeMargin, largeMarginOptions, lengthOfEach } from './large-margin.ts';
import { classOptions, reducerOptions } from './shared-options.ts';

/** The large-margin softmax. */
export const largeMarginSoftmaxLoss = defineClassLoss({
  name: 'large-margin-softmax',
  summary: 'A softmax over class vectors that multiplies the angle of the own class by a whole number.',
  equation: `−ln( e^(|w_y||x| ψ(θ_y)) / (e^(|w_y||x| ψ(θ_y)) + Σ_{j ≠ y} e^(|w_j||x| cos θ_j)) )
ψ(θ) = (−1)ᵏ cos(margin · θ) − 2k, k = ⌊margin · θ / 180°⌋`,
  notes: 'θ are the angles between the embedding x and the class vectors w. Learns `W` [D, classes].',
  paper: 'Liu, Wen, Yu & Yang 2016',
  differs: LAMBDA,
  options: { ...largeMarginOptions, ...reducerOptions('mean'), ...classOptions },
  compute: (batch, options) => largeMargin(batch, options, (x, w) => mul(lengthOfEach(x), transpose(lengthOfEach(w)))),
});

/** Options of `losses.largeMarginSoftmaxLoss`. */
export type LargeMarginSoftmaxLossOptions = OptionsOf<typeof largeMarginSoftmaxLoss>;
