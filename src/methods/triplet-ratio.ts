import { tripletRatioLoss } from '../losses/triplet-ratio-loss.ts';
import type { OptionsOf } from '../thing.ts';
import { defineMethod, plainEncoder } from './method.ts';
import { batchSize } from './shared-options.ts';
import { thirds, tripletBatches } from './triplets.ts';

/** The triplet network with a softmax over distances. */
export const tripletRatio = defineMethod({
  name: 'triplet-ratio',
  summary: 'A softmax over the two distances of random triplets, with a squared error.',
  equation: 'mean( d₊² ),  d₊ = e^‖a−p‖ / (e^‖a−p‖ + e^‖a−n‖)',
  paper: 'Hoffer & Ailon 2015',
  options: { batchSize: batchSize('Triplets', 128) },
  make: ({ batchSize }) => ({
    batches: () => tripletBatches(batchSize),
    encoder: plainEncoder,
    objective({ samples }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      return { loss: tripletRatioLoss()(...thirds(embeddings)), embeddings };
    },
  }),
});

/** Options of `methods.tripletRatio`. */
export type TripletRatioOptions = OptionsOf<typeof tripletRatio>;
