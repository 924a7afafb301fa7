import { alike, lpDistance } from '../distances/index.ts';
import { add, cast, mul, sub } from '../graph/ops/index.ts';
import { pairMasks } from '../miners/masks.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { sampleWeights } from './tuples.ts';

export interface NCALossOptions extends EmbeddingLossOptions {
  /** What distances are multiplied by. Default 1. */
  softmaxScale?: number;
}

/**
 * Neighbourhood components analysis (Goldberger et al. 2004), with s the similarity by its scale, for each anchor:
 *
 *     −ln( Σₚ e^s_ap / Σ_j e^s_aj ),  j over all others
 *
 * Default distance: squared Euclidean on normalised embeddings. Default reducer: the mean over anchors with a positive.
 */
export function ncaLoss(options: NCALossOptions = {}): Loss {
  const { softmaxScale = 1, ...common } = options;
  return embeddingLoss({
    name: 'nca',
    options: { softmaxScale },
    common,
    defaults: { distance: () => lpDistance({ power: 2 }), reducer: meanReducer },
    compute(batch) {
      const { d, distance, reduce } = batch;
      const masks = pairMasks(batch);
      const [positive, negative] = [cast(masks.positive, 'float32'), cast(masks.negative, 'float32')];
      const s = mul(alike(distance, d), softmaxScale); // [B, R]
      const each = sub(logSumExpWhere(s, add(positive, negative)), logSumExpWhere(s, positive, { empty: 0 })); // [B]
      const exists = some(positive, 1);
      return reduce(mul(mul(each, exists), sampleWeights(batch)), exists);
    },
  });
}
