import { singles } from '../data/samplers/singles.ts';
import { elbo, generate, meanEncoder } from './elbo.ts';
import { laidOut, type Method } from './method.ts';

export interface VaeOptions {
  /** Samples a step; default 128. */
  batchSize?: number;
  /** Weight of the KL term; default 1. */
  beta?: number;
}

/** A variational autoencoder (Kingma & Welling 2014); it sees no labels, its embedding is the posterior's mean. */
export function vae({ batchSize = 128, beta = 1 }: VaeOptions = {}): Method {
  return {
    name: 'vae',
    options: { batchSize, beta },
    batches: () => laidOut(singles({ batchSize }), batchSize, ({ indices }) => [indices]),
    encoder: meanEncoder,
    generator: generate,
    objective(batch, architecture, scope) {
      const { loss, mu, metrics } = elbo(batch, architecture, beta, scope);
      return { loss, embeddings: mu, metrics };
    },
  };
}
