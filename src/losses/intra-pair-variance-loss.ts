import { cosineSimilarity, farther } from '../distances/index.ts';
import { add, mul, relu, square, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';

export interface IntraPairVarianceLossOptions extends EmbeddingLossOptions {
  /** Positives less alike than (1 − posEps) times their mean cost something. Default 0.01. */
  posEps?: number;
  /** Negatives more alike than (1 + negEps) times their mean cost something. Default 0.01. */
  negEps?: number;
}

/**
 * The intra-pair variance loss (Yu & Tao 2019), s the similarity and s̄ its mean over the batch's pairs of a kind:
 *
 *     reduce( max(0, (1 − posEps) s̄⁺ − s⁺)² ) + reduce( max(0, s⁻ − (1 + negEps) s̄⁻)² )
 *
 * To be used beside another loss. Default distance: cosine similarity. Default reducer, for either part: the mean.
 */
export function intraPairVarianceLoss(options: IntraPairVarianceLossOptions = {}): Loss {
  const { posEps = 0.01, negEps = 0.01, ...common } = options;
  return embeddingLoss({
    name: 'intra-pair-variance',
    options: { posEps, negEps },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute({ d, distance, positive, negative, reduce }) {
      const average = (pairs: Tensor) => quotient(sum(mul(d, pairs)), sum(pairs));
      const sign = distance.inverted ? 1 : -1; // the tolerance loosens either side
      const pos = farther(distance, d, mul(average(positive), 1 - sign * posEps)); // [B, R]
      const neg = farther(distance, mul(average(negative), 1 + sign * negEps), d);
      const squared = (x: Tensor) => square(relu(x));
      return add(reduce(squared(pos), positive, { part: 'pos' }), reduce(squared(neg), negative, { part: 'neg' }));
    },
  });
}
