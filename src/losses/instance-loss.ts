import { cosineSimilarity } from '../distances/index.ts';
import { add, cast, mul, sub } from '../graph/ops/index.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
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
    compute(batch) {
      const { d, labels, reference, reduce } = batch;
      const s = mul(d, gamma); // [B, R]
      const masks = pairMasks(batch);
      const own = cast(reference ? masks.positive : sameClass(labels, labels), 'float32'); // the anchor too
      const all = logSumExpWhere(s, add(own, cast(masks.negative, 'float32'))); // [B]
      return reduce(mul(some(own, 1), sub(all, logSumExpWhere(s, own, { empty: 0 }))), some(own, 1));
    },
  });
}
