import { cosineSimilarity } from '../distances/index.ts';
import { mul } from '../graph/ops/index.ts';
import { meanReducer } from '../reducers/index.ts';
import { angleAdded } from './angles.ts';
import {
  type ClassLossOptions,
  classLoss,
  columnsOfW,
  crossEntropyOfEach,
  ofTarget,
  withTarget,
} from './class-loss.ts';
import type { Loss } from './loss.ts';

export interface ArcFaceLossOptions extends Omit<ClassLossOptions, 'distance'> {
  /** The angle added to that of the class, in degrees. Default 28.6. */
  margin?: number;
  /** What cosines are multiplied by. Default 64. */
  scale?: number;
}

/**
 * ArcFace (Deng, Guo, Xue & Zafeiriou 2019), θ the angles between the embedding and the class vectors, s the scale:
 *
 *     −ln( e^(s cos(θ_y + margin)) / (e^(s cos(θ_y + margin)) + Σ_{j ≠ y} e^(s cos θ_j)) )
 *
 * Beyond θ_y = 180° − margin, where the cosine would rise again, cos θ_y − margin · sin(margin) stands for it. Learns
 * `W` [D, classes]. Default reducer: the mean over the batch.
 */
export function arcFaceLoss(options: ArcFaceLossOptions = {}): Loss {
  const { margin = 28.6, scale = 64, ...common } = options;
  return classLoss({
    name: 'arc-face',
    options: { margin, scale },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    vectors: columnsOfW(),
    compute({ embeddings, vectors, target, distance, reduceSamples }) {
      const cosine = distance.matrix(embeddings, vectors); // [B, classes]
      const own = angleAdded(ofTarget(cosine, target), (margin * Math.PI) / 180); // [B]
      return reduceSamples(crossEntropyOfEach(mul(withTarget(cosine, target, own), scale), target));
    },
  });
}
