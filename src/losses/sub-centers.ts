import { z } from 'zod';
import { max, mul, reshape } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { angleAdded } from './angles.ts';
import { type ClassBatch, crossEntropyOfEach, ofTarget, withTarget } from './class-loss.ts';

/** How many vectors each class has. */
export const subCenters = z.int().min(1).default(3).describe('How many vectors each class has.');

/** ArcFace of a batch with several vectors a class; `margin` in radians, a number or one for each sample [B]. */
export function subCenterArcFace(
  { embeddings, vectors, target, classes, distance, reduceSamples }: ClassBatch,
  { scale, subCenters }: { readonly scale: number; readonly subCenters: number },
  margin: Tensor | number,
): Tensor {
  const all = distance.matrix(embeddings, vectors); // [B, classes · subCenters]
  const cosine = max(reshape(all, [embeddings.shape[0]!, classes, subCenters]), 2); // [B, classes]
  const own = angleAdded(ofTarget(cosine, target), margin); // [B]
  return reduceSamples(crossEntropyOfEach(mul(withTarget(cosine, target, own), scale), target));
}
