import { l2Normalize } from '../graph/ops/index.ts';
import { tripletRatioLoss } from '../losses/triplet-ratio-loss.ts';
import type { Module } from '../nn/index.ts';
import type { OptionsOf } from '../thing.ts';
import { type Architecture, defineMethod, plainEncoder } from './method.ts';
import { batchSize } from './shared-options.ts';
import { thirds, tripletBatches } from './triplets.ts';

/**
 * Embeddings of length 1. Without a bound on its distances the loss is lowered by moving all points apart, until the
 * softmax is 0 or 1 for every triplet and its gradient 0.
 */
const unitEncoder =
  (architecture: Architecture): Module =>
  (x, scope) =>
    l2Normalize(plainEncoder(architecture)(x, scope));

/** The triplet network with a softmax over distances. Its embeddings have length 1, which those of the paper have not. */
export const tripletRatio = defineMethod({
  name: 'triplet-ratio',
  summary: 'A softmax over the two distances of random triplets of embeddings of length 1, with a squared error.',
  equation: 'mean( d₊² ),  d₊ = e^‖a−p‖ / (e^‖a−p‖ + e^‖a−n‖)',
  paper: 'Hoffer & Ailon 2015',
  options: { batchSize: batchSize('Triplets', 128) },
  make: ({ batchSize }) => ({
    batches: () => tripletBatches(batchSize),
    encoder: unitEncoder,
    objective({ samples }, architecture, scope) {
      const embeddings = unitEncoder(architecture)(samples, scope);
      return { loss: tripletRatioLoss()(...thirds(embeddings)), embeddings };
    },
  }),
});

/** Options of `methods.tripletRatio`. */
export type TripletRatioOptions = OptionsOf<typeof tripletRatio>;
