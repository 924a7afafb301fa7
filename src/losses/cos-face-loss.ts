import { cosineSimilarity } from '../distances/index.ts';
import { mul, sub } from '../graph/ops/index.ts';
import { meanReducer } from '../reducers/index.ts';
import { type ClassLossOptions, classLoss, columnsOfW, crossEntropyOfEach } from './class-loss.ts';
import type { Loss } from './loss.ts';

export interface CosFaceLossOptions extends Omit<ClassLossOptions, 'distance'> {
  /** What is taken off the cosine of the class. Default 0.35. */
  margin?: number;
  /** What cosines are multiplied by. Default 64. */
  scale?: number;
}

/**
 * CosFace (Wang et al. 2018), θ the angles between the embedding and the class vectors, s the scale:
 *
 *     −ln( e^(s (cos θ_y − margin)) / (e^(s (cos θ_y − margin)) + Σ_{j ≠ y} e^(s cos θ_j)) )
 *
 * Learns `W` [D, classes]. Default reducer: the mean over the batch.
 */
export function cosFaceLoss(options: CosFaceLossOptions = {}): Loss {
  const { margin = 0.35, scale = 64, ...common } = options;
  return classLoss({
    name: 'cos-face',
    options: { margin, scale },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    vectors: columnsOfW(),
    compute({ embeddings, vectors, target, distance, reduceSamples }) {
      const cosine = distance.matrix(embeddings, vectors); // [B, classes]
      return reduceSamples(crossEntropyOfEach(mul(sub(cosine, mul(target, margin)), scale), target));
    },
  });
}
