import { cosineSimilarity } from '../distances/index.ts';
import { add, cast, greaterOrEqual, lessOrEqual, mul, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';

export interface ThresholdConsistentMarginLossOptions extends Omit<EmbeddingLossOptions, 'distance' | 'reducer'> {
  /** The loss that this one is added to. Default none; by name multi-similarity, since alone it only evens out. */
  baseLoss?: Loss;
  /** The weight of positives. Default 1. */
  lambdaPlus?: number;
  /** The weight of negatives. Default 1. */
  lambdaMinus?: number;
  /** Positives less alike than this cost something. Default 0.9. */
  marginPlus?: number;
  /** Negatives more alike than this cost something. Default 0.5. */
  marginMinus?: number;
}

/**
 * The threshold-consistent margin loss (Zhang et al. 2024), s the cosine:
 *
 *     λ⁺ · mean( m⁺ − s⁺ over the s⁺ ≤ m⁺ ) + λ⁻ · mean( s⁻ − m⁻ over the s⁻ ≥ m⁻ )
 *
 * beside a base loss: it makes one threshold fit all classes.
 */
export function thresholdConsistentMarginLoss(options: ThresholdConsistentMarginLossOptions = {}): Loss {
  const { baseLoss, lambdaPlus = 1, lambdaMinus = 1, marginPlus = 0.9, marginMinus = 0.5, ...common } = options;
  return embeddingLoss({
    name: 'threshold-consistent-margin',
    options: { lambdaPlus, lambdaMinus, marginPlus, marginMinus, ...(baseLoss && { baseLoss: baseLoss.name }) },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute(batch) {
      const { d: s, positive, negative, scope } = batch;
      const low = mul(positive, cast(lessOrEqual(s, marginPlus), 'float32')); // [B, R]
      const high = mul(negative, cast(greaterOrEqual(s, marginMinus), 'float32'));
      const average = (x: Tensor, pairs: Tensor) => quotient(sum(mul(x, pairs)), sum(pairs));
      const pos = mul(average(sub(marginPlus, s), low), lambdaPlus);
      const neg = mul(average(sub(s, marginMinus), high), lambdaMinus);
      const both = add(pos, neg);
      return baseLoss ? add(baseLoss.compute(batch, scope.child('base')), both) : both;
    },
  });
}
