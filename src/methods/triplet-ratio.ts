import { l2Normalize } from '../graph/ops/index.ts';
import { tripletRatioLoss } from '../losses/triplet-ratio-loss.ts';
import type { Module } from '../nn/index.ts';
import { type Architecture, type Method, plainEncoder } from './method.ts';
import { thirds, tripletBatches } from './triplets.ts';

/**
 * Embeddings of length 1. Without a bound on its distances the loss is lowered by moving all points apart, until the
 * softmax is 0 or 1 for every triplet and its gradient 0.
 */
const unitEncoder =
  (architecture: Architecture): Module =>
  (x, scope) =>
    l2Normalize(plainEncoder(architecture)(x, scope));

/**
 * The triplet network of Hoffer & Ailon (2015): a softmax over the two distances of a random triplet, squared error. Its
 * embeddings have length 1, which theirs have not. `batchSize` triplets a step, default 128.
 */
export function tripletRatio({ batchSize = 128 }: { batchSize?: number } = {}): Method {
  return {
    name: 'triplet-ratio',
    options: { batchSize },
    batches: () => tripletBatches(batchSize),
    encoder: unitEncoder,
    objective({ samples }, architecture, scope) {
      const embeddings = unitEncoder(architecture)(samples, scope);
      return { loss: tripletRatioLoss()(...thirds(embeddings)), embeddings };
    },
  };
}
