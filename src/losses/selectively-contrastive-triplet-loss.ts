import { alike, cosineSimilarity } from '../distances/index.ts';
import { broadcastTo, cast, expandDims, greater, max, mul, softplus, sub, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer } from '../reducers/index.ts';
import { cellsAt } from './cells.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { some } from './masked.ts';

export interface SelectivelyContrastiveTripletLossOptions extends EmbeddingLossOptions {
  /** The weight of triplets whose negative is nearer than the positive. Default 1. */
  lambda?: number;
  /** What similarities are divided by in the others, above 0. Default 0.1. */
  temperature?: number;
}

/**
 * The selectively contrastive triplet loss (Xuan, Stylianou, Liu & Pless 2020), s the similarity: where the negative is the
 * nearer one, only push it away.
 *
 *     λ s_an                                        if s_an > s_ap
 *     −ln( e^(s_ap/τ) / (e^(s_ap/τ) + e^(s_an/τ)) )  otherwise
 *
 * Over the triplets a miner chose; else over every positive pair with its anchor's hardest negative. Default distance:
 * cosine similarity. Default reducer: the mean.
 */
export function selectivelyContrastiveTripletLoss(options: SelectivelyContrastiveTripletLossOptions = {}): Loss {
  const { lambda = 1, temperature = 0.1, ...common } = options;
  const ofTriplet = (ap: Tensor, an: Tensor) =>
    where(greater(an, ap), mul(an, lambda), softplus(mul(sub(an, ap), 1 / temperature)));
  return embeddingLoss({
    name: 'selectively-contrastive-triplet',
    options: { lambda, temperature },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute({ d, distance, positive, negative, tuples, reduce }) {
      const s = alike(distance, d); // [B, R]
      if (tuples?.kind === 'triplets') {
        const { anchor, weight } = tuples;
        const losses = ofTriplet(cellsAt(s, anchor, tuples.positive), cellsAt(s, anchor, tuples.negative)); // [T]
        return reduce(losses, weight, { anchors: anchor });
      }
      const exists = expandDims(some(negative, 1), 1); // [B, 1]
      const hardest = max(where(greater(negative, 0), s, -1e30), 1, true); // [B, 1]
      const safe = where(greater(exists, 0), hardest, 0);
      return reduce(ofTriplet(s, broadcastTo(safe, s.shape)), mul(cast(greater(positive, 0), 'float32'), exists));
    },
  });
}
