import { cosineSimilarity } from '../distances/index.ts';
import { max, mul, reshape } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer } from '../reducers/index.ts';
import { angleAdded } from './angles.ts';
import type { ArcFaceLossOptions } from './arc-face-loss.ts';
import { type ClassBatch, classLoss, columnsOfW, crossEntropyOfEach, ofTarget, withTarget } from './class-loss.ts';
import type { Loss } from './loss.ts';

export interface SubCenterArcFaceLossOptions extends ArcFaceLossOptions {
  /** How many vectors each class has. Default 3. */
  subCenters?: number;
}

/**
 * Sub-center ArcFace (Deng et al. 2020): ArcFace with several vectors a class, the nearest of which counts:
 *
 *     cos θ_c = max_k cos θ_ck
 *
 * so that noisy samples gather around vectors of their own. Learns `W` [D, classes · subCenters].
 */
export function subCenterArcFaceLoss(options: SubCenterArcFaceLossOptions = {}): Loss {
  const { margin = 28.6, scale = 64, subCenters = 3, ...common } = options;
  return subCenterArcFace('sub-center-arc-face', { margin, scale, subCenters }, common, () => (margin * Math.PI) / 180);
}

/** ArcFace with several vectors a class, and a margin (in radians) that may differ from sample to sample [B]. */
export function subCenterArcFace(
  name: string,
  options: { readonly scale: number; readonly subCenters: number; readonly [own: string]: number },
  common: Omit<ArcFaceLossOptions, 'margin' | 'scale'>,
  margin: (batch: ClassBatch) => Tensor | number,
): Loss {
  const { scale, subCenters } = options;
  return classLoss({
    name,
    options,
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    vectors: columnsOfW(subCenters),
    compute(batch) {
      const { embeddings, vectors, target, classes, distance, reduceSamples } = batch;
      const all = distance.matrix(embeddings, vectors); // [B, classes · subCenters]
      const cosine = max(reshape(all, [embeddings.shape[0]!, classes, subCenters]), 2); // [B, classes]
      const own = angleAdded(ofTarget(cosine, target), margin(batch)); // [B]
      return reduceSamples(crossEntropyOfEach(mul(withTarget(cosine, target, own), scale), target));
    },
  });
}
