import { cosineSimilarity } from '../distances/index.ts';
import { add, expandDims, mul, relu, safeSqrt, softplus, square, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere } from './masked.ts';

export interface TupletMarginLossOptions extends Omit<EmbeddingLossOptions, 'distance'> {
  /** The slack of positives, an angle in degrees. Default 5.73. */
  margin?: number;
  /** What similarities are multiplied by. Default 64. */
  scale?: number;
}

/**
 * The tuplet margin loss (Yu & Tao 2019), θ the angles between embeddings, s the scale, for each positive pair:
 *
 *     ln(1 + Σₙ e^(s (cos θ_an − cos(θ_ap − margin))))
 *
 * Default reducer: the mean over positive pairs.
 */
export function tupletMarginLoss(options: TupletMarginLossOptions = {}): Loss {
  const { margin = 5.73, scale = 64, ...common } = options;
  return embeddingLoss({
    name: 'tuplet-margin',
    options: { margin, scale },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute({ d: cosine, positive, negative, reduce }) {
      const negatives = expandDims(logSumExpWhere(mul(cosine, scale), negative), 1); // [B, 1]
      const positives = mul(turned(cosine, (margin * Math.PI) / 180), scale); // [B, R]
      return reduce(softplus(sub(negatives, positives)), positive, { part: 'pos' });
    },
  });
}

/** cos(θ − β) = cos θ cos β + sin θ sin β */
const turned = (cosine: Tensor, beta: number): Tensor =>
  add(mul(cosine, Math.cos(beta)), mul(safeSqrt(relu(sub(1, square(cosine)))), Math.sin(beta)));
