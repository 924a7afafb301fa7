import { cosineSimilarity, farther } from '../distances/index.ts';
import { add, mul } from '../graph/ops/index.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere } from './masked.ts';

export interface MultiSimilarityLossOptions extends EmbeddingLossOptions {
  /** How sharply positives are weighted. Default 2. */
  alpha?: number;
  /** How sharply negatives are weighted. Default 50. */
  beta?: number;
  /** The similarity that separates them. Default 0.5. */
  base?: number;
}

/**
 * The multi-similarity loss (Wang et al. 2019), with s the similarity, λ the base, for each anchor:
 *
 *     1/α · ln(1 + Σₚ e^(−α (s_ap − λ))) + 1/β · ln(1 + Σₙ e^(β (s_an − λ)))
 *
 * Default distance: cosine similarity. Default reducer: the mean over the batch.
 */
export function multiSimilarityLoss(options: MultiSimilarityLossOptions = {}): Loss {
  const { alpha = 2, beta = 50, base = 0.5, ...common } = options;
  return embeddingLoss({
    name: 'multi-similarity',
    options: { alpha, beta, base },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute({ d, distance, positive, negative, reduce }) {
      const pos = logSumExpWhere(mul(farther(distance, d, base), alpha), positive, { plusOne: true }); // [B]
      const neg = logSumExpWhere(mul(farther(distance, base, d), beta), negative, { plusOne: true }); // [B]
      return reduce(add(mul(pos, 1 / alpha), mul(neg, 1 / beta)));
    },
  });
}
