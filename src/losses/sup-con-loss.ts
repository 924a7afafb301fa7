import { alike, cosineSimilarity } from '../distances/index.ts';
import { add, cast, expandDims, greater, mul, sub, sum } from '../graph/ops/index.ts';
import { avgNonZeroReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';

export interface SupConLossOptions extends EmbeddingLossOptions {
  /** What similarities are divided by, above 0. Default 0.1. */
  temperature?: number;
}

/**
 * The supervised contrastive loss (Khosla et al. 2020), with s the similarity by τ, for each anchor:
 *
 *     −1/|P| · Σₚ ln( e^s_ap / Σ_j e^s_aj ),  j over all positives and negatives
 *
 * Default distance: cosine similarity. Default reducer: the mean of those above 0. A batch without negatives costs nothing.
 */
export function supConLoss(options: SupConLossOptions = {}): Loss {
  const { temperature = 0.1, ...common } = options;
  return embeddingLoss({
    name: 'sup-con',
    options: { temperature },
    common,
    defaults: { distance: cosineSimilarity, reducer: avgNonZeroReducer },
    compute({ d, distance, positive, negative, reduce }) {
      const s = mul(alike(distance, d), 1 / temperature); // [B, R]
      const all = expandDims(logSumExpWhere(s, add(positive, negative)), 1); // [B, 1]
      const isPositive = cast(greater(positive, 0), 'float32'); // once, however often it was chosen
      const each = quotient(sum(mul(isPositive, sub(all, s)), 1), sum(isPositive, 1)); // [B]
      return reduce(each, mul(some(positive, 1), some(negative)));
    },
  });
}
