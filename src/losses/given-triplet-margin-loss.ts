import { z } from 'zod';
import { add, mean, relu, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { defineGivenLoss } from './given-loss.ts';

/** The triplet margin loss of given triplets. */
export const givenTripletMarginLoss = defineGivenLoss({
  name: 'given-triplet-margin',
  summary: 'The triplet margin loss of given triplets, in squared Euclidean distances.',
  equation: 'mean( max(0, ‖a − p‖² − ‖a − n‖² + margin) )',
  notes: 'Takes anchors a, positives p and negatives n, [N, D] each.',
  paper: 'Schroff, Kalenichenko & Philbin 2015',
  options: {
    margin: z
      .number()
      .default(1)
      .describe('How much farther than the positive the negative should be, in squared distance.'),
  },
  make:
    ({ margin }) =>
    (anchor: Tensor, positive: Tensor, negative: Tensor): Tensor => {
      const d2 = (x: Tensor, y: Tensor) => sum(square(sub(x, y)), 1); // [N]
      return mean(relu(add(sub(d2(anchor, positive), d2(anchor, negative)), margin)));
    },
});

/** Options of `losses.givenTripletMarginLoss`. */
export type GivenTripletMarginLossOptions = OptionsOf<typeof givenTripletMarginLoss>;
