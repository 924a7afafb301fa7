import { add, mul } from '../graph/ops/index.ts';
import { givenTripletMarginLoss } from '../losses/given-triplet-margin-loss.ts';
import { elbo, generate, meanEncoder } from './elbo.ts';
import type { Method } from './method.ts';
import { thirds, tripletBatches } from './triplets.ts';

export interface VaeTripletOptions {
  /** Triplets a step; default 128. */
  batchSize?: number;
  /** Weight of the KL term; default 1. */
  beta?: number;
  /** In squared distance of the means; default 8, since the KL term keeps them of unit size. */
  margin?: number;
  /** Weight of the triplet term against the ELBO in nats; default 10. */
  metricWeight?: number;
}

/** A VAE whose posterior means are also told apart by the triplet margin loss on random triplets. */
export function vaeTriplet({
  batchSize = 128,
  beta = 1,
  margin = 8,
  metricWeight = 10,
}: VaeTripletOptions = {}): Method {
  return {
    name: 'vae-triplet',
    options: { batchSize, beta, margin, metricWeight },
    batches: () => tripletBatches(batchSize),
    encoder: meanEncoder,
    generator: generate,
    objective(batch, architecture, scope) {
      const { loss, mu, metrics } = elbo(batch, architecture, beta, scope);
      const triplet = givenTripletMarginLoss({ margin })(...thirds(mu));
      return { loss: add(loss, mul(triplet, metricWeight)), embeddings: mu, metrics: { ...metrics, triplet } };
    },
  };
}
