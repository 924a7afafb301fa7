import { cosineSimilarity } from '../distances/index.ts';
import { cast, logSumExp, mul, sub } from '../graph/ops/index.ts';
import { sameClass } from '../miners/masks.ts';
import { avgNonZeroReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';

export interface InstanceLossOptions extends Omit<EmbeddingLossOptions, 'distance'> {
  /** What cosines are multiplied by. Default 64. */
  gamma?: number;
}

/**
 * The instance loss (Zheng et al. 2020), the batch's own embeddings standing for the classifier's weights, s the cosine:
 *
 *     −ln( Σ_{j of a's class} e^(γ s_aj) / Σ_j e^(γ s_aj) ),  j over all, the anchor too
 *
 * Default reducer: the mean of those above 0.
 */
export function instanceLoss(options: InstanceLossOptions = {}): Loss {
  const { gamma = 64, ...common } = options;
  return embeddingLoss({
    name: 'instance',
    options: { gamma },
    common,
    defaults: { distance: cosineSimilarity, reducer: avgNonZeroReducer },
    compute({ d, labels, others, reduce }) {
      const s = mul(d, gamma); // [B, R]
      const own = cast(sameClass(labels, others.labels), 'float32');
      return reduce(sub(logSumExp(s, 1), logSumExpWhere(s, own, { empty: 0 })), some(own, 1));
    },
  });
}
