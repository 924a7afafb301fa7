import { singles } from '../data/samplers/singles.ts';
import type { OptionsOf } from '../thing.ts';
import { decode, elbo, meanEncoder, posterior } from './elbo.ts';
import { defineMethod, laidOut } from './method.ts';
import { batchSize, beta } from './shared-options.ts';

/** A variational autoencoder. */
export const vae = defineMethod({
  name: 'vae',
  summary: 'A variational autoencoder, which uses no labels; the embedding is the mean of the posterior.',
  equation: 'BCE(x, decode(z)) + beta · KL( N(μ, σ²) ‖ N(0, 1) ),  z = μ + σ·ε,  ε ~ N(0, 1)',
  paper: 'Kingma & Welling 2014; beta: Higgins et al. 2017',
  options: { batchSize: batchSize('Samples', 128), beta },
  make: ({ batchSize, beta }) => ({
    batches: () => ({
      trainsOn: 'samples',
      ...laidOut(singles({ batchSize }), batchSize, ({ indices }) => [indices]),
    }),
    encoder: meanEncoder,
    posterior,
    decoder: decode,
    objective(batch, architecture, scope) {
      const { loss, mu, metrics } = elbo(batch, architecture, beta, scope);
      return { loss, embeddings: mu, metrics };
    },
  }),
});

/** Options of `methods.vae`. */
export type VaeOptions = OptionsOf<typeof vae>;
