import { farther } from '../distances/index.ts';
import { add, expandDims, mul, relu, square } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logAddExp, logSumExpWhere, some } from './masked.ts';
import { liftedMargins, pairOptions } from './shared-options.ts';

/** The lifted structured loss. */
export const liftedStructureLoss = defineEmbeddingLoss({
  name: 'lifted-structure',
  summary: 'The lifted structured loss compares each positive pair with all negatives of both its samples.',
  equation: '½ max(0, ln( Σₙ e^(negMargin − d_an) + Σₙ e^(negMargin − d_pn) ) + d_ap − posMargin)²',
  notes: 'For each positive pair (a, p), with d the distance. Against a reference set only the negatives of a count.',
  paper: 'Oh Song et al. 2016',
  differs:
    'pytorch-metric-learning counts a negative as often as a miner chose it; here it counts once. Against a reference set it takes the number of p for that of a sample of the batch, and adds the negatives of that one.',
  options: { ...liftedMargins, ...pairOptions('euclidean', 'mean') },
  compute({ d, distance, positive, negative, reference, reduce }, { negMargin, posMargin }) {
    const ofOne = logSumExpWhere(farther(distance, negMargin, d), negative); // [B]
    const anchors = expandDims(ofOne, 1); // [B, 1]
    const ofPair = reference ? anchors : logAddExp(anchors, expandDims(ofOne, 0)); // [B, B]
    const each = mul(square(relu(add(ofPair, farther(distance, d, posMargin)))), 0.5); // [B, R]
    return reduce(each, mul(positive, some(negative)), { part: 'pos' });
  },
});

/** Options of `losses.liftedStructureLoss`. */
export type LiftedStructureLossOptions = OptionsOf<typeof liftedStructureLoss>;
