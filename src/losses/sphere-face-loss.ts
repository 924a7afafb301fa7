import type { OptionsOf } from '../thing.ts';
import { defineClassLoss } from './class-loss.ts';
import { LAMBDA, largeMargin, largeMarginOptions, lengthOfEach } from './large-margin.ts';
import { classOptions, reducerOptions } from './shared-options.ts';

/** SphereFace, the large-margin softmax with class vectors of length 1. */
export const sphereFaceLoss = defineClassLoss({
  name: 'sphere-face',
  summary: 'SphereFace: the large-margin softmax with class vectors of length 1.',
  equation: `−ln( e^(|x| ψ(θ_y)) / (e^(|x| ψ(θ_y)) + Σ_{j ≠ y} e^(|x| cos θ_j)) )
ψ(θ) = (−1)ᵏ cos(margin · θ) − 2k, k = ⌊margin · θ / 180°⌋`,
  notes: 'θ are the angles between the embedding x and the class vectors. Learns `W` [D, classes].',
  paper: 'Liu et al. 2017',
  differs: LAMBDA,
  options: { ...largeMarginOptions, ...reducerOptions('mean'), ...classOptions },
  compute: (batch, options) => largeMargin(batch, options, lengthOfEach),
});

/** Options of `losses.sphereFaceLoss`. */
export type SphereFaceLossOptions = OptionsOf<typeof sphereFaceLoss>;
