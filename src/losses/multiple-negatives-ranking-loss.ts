import { alike, cosineSimilarity } from '../distances/index.ts';
import { expandDims, mul, softplus, sub, sum } from '../graph/ops/index.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';

export interface MultipleNegativesRankingLossOptions extends EmbeddingLossOptions {
  /** What similarities are multiplied by. Default 20. */
  scale?: number;
}

/**
 * Multiple negatives ranking (Henderson et al. 2017), with s the similarity by its scale, for each anchor the mean over its
 * positives of
 *
 *     −ln( e^s_ap / (e^s_ap + Σₙ e^s_an) )
 *
 * Default distance: cosine similarity. Default reducer: the mean over anchors with a positive.
 */
export function multipleNegativesRankingLoss(options: MultipleNegativesRankingLossOptions = {}): Loss {
  const { scale = 20, ...common } = options;
  return embeddingLoss({
    name: 'multiple-negatives-ranking',
    options: { scale },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute({ d, distance, positive, negative, reduce }) {
      const s = mul(alike(distance, d), scale); // [B, R]
      const negatives = expandDims(logSumExpWhere(s, negative), 1); // [B, 1]
      const each = softplus(sub(negatives, s)); // [B, R]
      return reduce(quotient(sum(mul(each, positive), 1), sum(positive, 1)), some(positive, 1));
    },
  });
}
