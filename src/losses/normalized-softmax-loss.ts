import { alike, dotProductSimilarity } from '../distances/index.ts';
import { mul } from '../graph/ops/index.ts';
import { meanReducer } from '../reducers/index.ts';
import { type ClassLossOptions, classLoss, columnsOfW, crossEntropyOfEach } from './class-loss.ts';
import type { Loss } from './loss.ts';

export interface NormalizedSoftmaxLossOptions extends ClassLossOptions {
  /** What similarities are divided by. Default 0.05. */
  temperature?: number;
}

/**
 * Classification by cosine (Zhai & Wu 2019), s the similarity to the class vectors by τ:
 *
 *     −ln( e^s_y / Σ_j e^s_j )
 *
 * Learns `W` [D, classes]. Default distance: the dot product of normalised vectors. Default reducer: the mean over the batch.
 */
export function normalizedSoftmaxLoss(options: NormalizedSoftmaxLossOptions = {}): Loss {
  const { temperature = 0.05, ...common } = options;
  return classLoss({
    name: 'normalized-softmax',
    options: { temperature },
    common,
    defaults: { distance: dotProductSimilarity, reducer: meanReducer },
    vectors: columnsOfW(),
    compute({ embeddings, vectors, target, distance, scope, reduceSamples }) {
      const s = alike(distance, distance.matrix(embeddings, vectors, scope)); // [B, classes]
      return reduceSamples(crossEntropyOfEach(mul(s, 1 / temperature), target));
    },
  });
}
