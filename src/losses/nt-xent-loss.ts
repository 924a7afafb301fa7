import { alike, cosineSimilarity } from '../distances/index.ts';
import { expandDims, mul, softplus, sub } from '../graph/ops/index.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere } from './masked.ts';

export interface NTXentLossOptions extends EmbeddingLossOptions {
  /** What similarities are divided by, above 0. Default 0.07. */
  temperature?: number;
}

/**
 * The normalised temperature-scaled cross-entropy, also InfoNCE (Sohn 2016; van den Oord et al. 2018; Chen et al. 2020),
 * with s the similarity by τ, for each positive pair:
 *
 *     −ln( e^s_ap / (e^s_ap + Σₙ e^s_an) )
 *
 * Default distance: cosine similarity. Default reducer: the mean over positive pairs.
 */
export function ntXentLoss(options: NTXentLossOptions = {}): Loss {
  const { temperature = 0.07, ...common } = options;
  return embeddingLoss({
    name: 'nt-xent',
    options: { temperature },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute({ d, distance, positive, negative, reduce }) {
      const s = mul(alike(distance, d), 1 / temperature); // [B, R]
      const negatives = expandDims(logSumExpWhere(s, negative), 1); // [B, 1]
      return reduce(softplus(sub(negatives, s)), positive); // ln(1 + Σₙ e^(s_an − s_ap))
    },
  });
}
