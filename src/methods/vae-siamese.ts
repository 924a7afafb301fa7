import { add, mul } from '../graph/ops/index.ts';
import { pairContrastiveLoss } from '../losses/pair-contrastive-loss.ts';
import { elbo, generate, meanEncoder } from './elbo.ts';
import type { Method } from './method.ts';
import { halves, pairBatches, sameClass } from './pairs.ts';

export interface VaeSiameseOptions {
  /** Pairs a step; default 128. */
  batchSize?: number;
  /** Weight of the KL term; default 1. */
  beta?: number;
  /** How far apart the means of a pair of two classes are pushed; default 4, since the KL term keeps them of unit size. */
  margin?: number;
  /** Weight of the contrastive term against the ELBO in nats; default 20. */
  metricWeight?: number;
}

/** A VAE whose posterior means are also told apart by the contrastive loss on random pairs. */
export function vaeSiamese({
  batchSize = 128,
  beta = 1,
  margin = 4,
  metricWeight = 20,
}: VaeSiameseOptions = {}): Method {
  return {
    name: 'vae-siamese',
    options: { batchSize, beta, margin, metricWeight },
    batches: () => pairBatches(batchSize),
    encoder: meanEncoder,
    generator: generate,
    objective(batch, architecture, scope) {
      const { loss, mu, metrics } = elbo(batch, architecture, beta, scope);
      const contrastive = pairContrastiveLoss({ margin })(...halves(mu), sameClass(batch.labels));
      return { loss: add(loss, mul(contrastive, metricWeight)), embeddings: mu, metrics: { ...metrics, contrastive } };
    },
  };
}
