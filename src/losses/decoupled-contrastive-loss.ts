import { alike, cosineSimilarity } from '../distances/index.ts';
import { expandDims, mul, sub } from '../graph/ops/index.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';

export interface DecoupledContrastiveLossOptions extends EmbeddingLossOptions {
  /** What similarities are divided by, above 0. Default 0.1. */
  temperature?: number;
}

/**
 * The decoupled contrastive loss (Yeh et al. 2022): NT-Xent without the positive in its denominator, so that small batches
 * do as well. With s the similarity by τ, for each positive pair:
 *
 *     −s_ap + ln Σₙ e^s_an
 *
 * It can be below 0. Default distance: cosine similarity. Default reducer: the mean over positive pairs.
 */
export function decoupledContrastiveLoss(options: DecoupledContrastiveLossOptions = {}): Loss {
  const { temperature = 0.1, ...common } = options;
  return embeddingLoss({
    name: 'decoupled-contrastive',
    options: { temperature },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute({ d, distance, positive, negative, reduce }) {
      const s = mul(alike(distance, d), 1 / temperature); // [B, R]
      const negatives = expandDims(logSumExpWhere(s, negative, { empty: 0 }), 1); // [B, 1]
      return reduce(sub(negatives, s), mul(positive, expandDims(some(negative, 1), 1)));
    },
  });
}
