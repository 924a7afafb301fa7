import { farther, lpDistance } from '../distances/index.ts';
import { add, expandDims, mul, relu, square } from '../graph/ops/index.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logAddExp, logSumExpWhere, some } from './masked.ts';

export interface LiftedStructureLossOptions extends EmbeddingLossOptions {
  /** Negatives farther than this cost little. Default 1. */
  negMargin?: number;
  /** Positives nearer than this cost nothing. Default 0. */
  posMargin?: number;
}

/**
 * The lifted structured loss (Oh Song et al. 2016), d the distance, for each positive pair (a, p):
 *
 *     ½ max(0, ln( Σₙ e^(negMargin − d_an) + Σₙ e^(negMargin − d_pn) ) + d_ap − posMargin)²
 *
 * Against a reference set only the negatives of a count. Default distance: Euclidean on normalised embeddings. Default
 * reducer: the mean over positive pairs.
 */
export function liftedStructureLoss(options: LiftedStructureLossOptions = {}): Loss {
  const { negMargin = 1, posMargin = 0, ...common } = options;
  return embeddingLoss({
    name: 'lifted-structure',
    options: { negMargin, posMargin },
    common,
    defaults: { distance: lpDistance, reducer: meanReducer },
    compute({ d, distance, positive, negative, reference, reduce }) {
      const ofOne = logSumExpWhere(farther(distance, negMargin, d), negative); // [B]
      const anchors = expandDims(ofOne, 1); // [B, 1]
      const ofPair = reference ? anchors : logAddExp(anchors, expandDims(ofOne, 0)); // [B, B]
      const each = mul(square(relu(add(ofPair, farther(distance, d, posMargin)))), 0.5); // [B, R]
      return reduce(each, mul(positive, some(negative)), { part: 'pos' });
    },
  });
}
