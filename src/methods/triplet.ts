import { givenTripletMarginLoss } from '../losses/given-triplet-margin-loss.ts';
import type { OptionsOf } from '../thing.ts';
import { defineMethod, plainEncoder } from './method.ts';
import { batchSize, margin } from './shared-options.ts';
import { thirds, tripletBatches } from './triplets.ts';

/** A triplet network on random triplets. */
export const triplet = defineMethod({
  name: 'triplet',
  summary: 'The triplet margin loss on random triplets.',
  equation: 'mean( max(0, ‖a − p‖² − ‖a − n‖² + margin) )',
  paper: 'Schroff, Kalenichenko & Philbin 2015, without their mining',
  options: {
    batchSize: batchSize('Triplets', 128),
    margin: margin(1, 'How much farther than the positive the negative should be, in squared Euclidean distance.'),
  },
  make: ({ batchSize, margin }) => ({
    batches: () => tripletBatches(batchSize),
    encoder: plainEncoder,
    objective({ samples }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      return { loss: givenTripletMarginLoss({ margin })(...thirds(embeddings)), embeddings };
    },
  }),
});

/** Options of `methods.triplet`. */
export type TripletOptions = OptionsOf<typeof triplet>;
