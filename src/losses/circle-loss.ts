import { cosineSimilarity } from '../distances/index.ts';
import { add, mul, relu, softplus, stopGradient, sub } from '../graph/ops/index.ts';
import { avgNonZeroReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';

export interface CircleLossOptions extends Omit<EmbeddingLossOptions, 'distance'> {
  /** The relaxation: how far inside the best similarities the boundary lies. Default 0.4. */
  m?: number;
  /** The scale of similarities. Default 80. */
  gamma?: number;
}

/**
 * The circle loss (Sun et al. 2020), s the cosine, for each anchor:
 *
 *     ln(1 + Σₙ e^(γ αₙ (s_an − m)) · Σₚ e^(−γ αₚ (s_ap − (1 − m))))
 *     αₙ = max(0, s_an + m), αₚ = max(0, 1 + m − s_ap), both taken as constants
 *
 * Default reducer: the mean of those above 0.
 */
export function circleLoss(options: CircleLossOptions = {}): Loss {
  const { m = 0.4, gamma = 80, ...common } = options;
  return embeddingLoss({
    name: 'circle',
    options: { m, gamma },
    common,
    defaults: { distance: cosineSimilarity, reducer: avgNonZeroReducer },
    compute({ d: s, positive, negative, reduce }) {
      const alphaP = relu(sub(1 + m, stopGradient(s))); // [B, R]
      const alphaN = relu(add(stopGradient(s), m));
      const pos = logSumExpWhere(mul(mul(alphaP, sub(1 - m, s)), gamma), positive); // [B]
      const neg = logSumExpWhere(mul(mul(alphaN, sub(s, m)), gamma), negative);
      return reduce(softplus(add(pos, neg)), mul(some(positive, 1), some(negative, 1)));
    },
  });
}
