import { givenTripletMarginLoss } from '../losses/given-triplet-margin-loss.ts';
import type { OptionsOf } from '../thing.ts';
import { defineMethod } from './method.ts';
import { batchSize, beta, margin, metricWeight } from './shared-options.ts';
import { thirds, tripletBatches } from './triplets.ts';
import { vaeWithMetric } from './vae-with-metric.ts';

/** A variational autoencoder with the triplet loss on its means. */
export const vaeTriplet = defineMethod({
  name: 'vae-triplet',
  summary: 'The variational autoencoder, with the triplet margin loss on the means of random triplets.',
  equation: '−ELBO + metricWeight · mean( max(0, ‖a − p‖² − ‖a − n‖² + margin) )',
  options: {
    batchSize: batchSize('Triplets', 128),
    beta,
    margin: margin(8, 'In squared Euclidean distance of the means; the KL term keeps means of unit size.'),
    metricWeight: metricWeight(10, 'triplet'),
  },
  make: ({ batchSize, margin, ...weights }) =>
    vaeWithMetric(weights, {
      name: 'triplet',
      batches: () => tripletBatches(batchSize),
      term: mu => givenTripletMarginLoss({ margin })(...thirds(mu)),
    }),
});

/** Options of `methods.vaeTriplet`. */
export type VaeTripletOptions = OptionsOf<typeof vaeTriplet>;
