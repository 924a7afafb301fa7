import { apart, lpDistance } from '../distances/index.ts';
import { add, cast, exp, greater, less, max, mul, relu, stopGradient, sub, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';

export interface RankedListLossOptions extends EmbeddingLossOptions {
  /** How far inside the boundary for negatives that for positives lies. Default 0.4. */
  margin?: number;
  /** How sharply near negatives are weighted. Default 1. */
  Tn?: number;
  /** How sharply far positives are weighted. Default 0: all alike. */
  Tp?: number;
  /** The share of negatives in the sum, 0 to 1. Default 0.5. */
  imbalance?: number;
  /** The boundary for negatives. Default 1 + margin / 2. */
  alpha?: number;
}

/**
 * The ranked list loss (Wang et al. 2019), d the distance, over the positives beyond α − margin and the negatives within α
 * of each anchor, weighted by w⁺ = e^(Tp (d_ap − (α − margin))) and w⁻ = e^(Tn (α − d_an)):
 *
 *     (1 − imbalance) Σₚ w⁺ (d_ap − (α − margin)) / Σₚ w⁺ + imbalance Σₙ w⁻ (α − d_an) / Σₙ w⁻
 *
 * Default distance: Euclidean on normalised embeddings. Default reducer: the mean over the batch.
 */
export function rankedListLoss(options: RankedListLossOptions = {}): Loss {
  const { margin = 0.4, Tn = 1, Tp = 0, imbalance = 0.5, alpha = 1 + margin / 2, ...common } = options;
  return embeddingLoss({
    name: 'ranked-list',
    options: { margin, Tn, Tp, imbalance, alpha },
    common,
    defaults: { distance: lpDistance, reducer: meanReducer },
    compute({ d: measured, distance, positive, negative, reduce }) {
      const d = apart(distance, measured); // [B, R]
      const beyond = relu(sub(d, alpha - margin));
      const within = relu(sub(alpha, d));
      const pos = weighted(beyond, mul(positive, cast(greater(d, alpha - margin), 'float32')), Tp); // [B]
      const neg = weighted(within, mul(negative, cast(less(d, alpha), 'float32')), Tn);
      return reduce(add(mul(pos, 1 - imbalance), mul(neg, imbalance)));
    },
  });
}

/** Σ w x / Σ w by rows, w = e^(T x) where the pair counts, divided by its maximum so that nothing overflows. */
function weighted(x: Tensor, pairs: Tensor, sharpness: number): Tensor {
  const exponent = mul(where(greater(pairs, 0), x, 0), sharpness);
  const w = mul(pairs, exp(sub(exponent, stopGradient(max(exponent, 1, true)))));
  return quotient(sum(mul(w, x), 1), sum(w, 1));
}
