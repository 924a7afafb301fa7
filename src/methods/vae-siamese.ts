import { pairContrastiveLoss } from '../losses/pair-contrastive-loss.ts';
import type { OptionsOf } from '../thing.ts';
import { defineMethod } from './method.ts';
import { halves, pairBatches, sameClass } from './pairs.ts';
import { batchSize, beta, margin, metricWeight } from './shared-options.ts';
import { vaeWithMetric } from './vae-with-metric.ts';

/** A variational autoencoder with the contrastive loss on its means. */
export const vaeSiamese = defineMethod({
  name: 'vae-siamese',
  summary: 'The variational autoencoder, with the contrastive loss on the means of random pairs.',
  equation: '−ELBO + metricWeight · mean( ½ · (same · d² + (1 − same) · max(0, margin − d)²) )',
  options: {
    batchSize: batchSize('Pairs', 128),
    beta,
    margin: margin(
      4,
      'How far apart the means of a pair of two classes are pushed; the KL term keeps means of unit size.',
    ),
    metricWeight: metricWeight(20, 'contrastive'),
  },
  make: ({ batchSize, margin, ...weights }) =>
    vaeWithMetric(weights, {
      name: 'contrastive',
      batches: () => pairBatches(batchSize),
      term: (mu, labels) => pairContrastiveLoss({ margin })(...halves(mu), sameClass(labels)),
    }),
});

/** Options of `methods.vaeSiamese`. */
export type VaeSiameseOptions = OptionsOf<typeof vaeSiamese>;
