import {
  add,
  bceWithLogitsEach,
  exp,
  flatten,
  mean,
  mul,
  randomNormal,
  sigmoid,
  split,
  square,
  sub,
  sum,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { decoder } from '../networks/decoder.ts';
import type { Module, Scope } from '../nn/index.ts';
import type { Architecture, Decoder, Posterior, TrainingBatch } from './method.ts';

/** The VAE's approximate posterior, from one network of twice the width. */
export const posterior: Posterior =
  ({ net, dim }) =>
  (samples, scope) => {
    const [mean, logVariance] = split(net(2 * dim)(samples, scope.child('encoder')), [dim, dim], 1);
    return { mean: mean!, logVariance: logVariance! };
  };

/** The encoder after training: the embedding of a sample is the mean μ of its posterior. */
export const meanEncoder =
  (architecture: Architecture): Module =>
  (x, scope) =>
    posterior(architecture)(x, scope).mean;

/** The decoder: it makes intensities of points of the latent space. */
export const decode: Decoder = (z, sample, scope) => sigmoid(decoder(sample)(z, scope.child('decoder')));

/** The negative evidence lower bound of a batch, and what it is made of. */
export interface Elbo {
  /** −ELBO in nats a sample: reconstruction + beta · KL. */
  readonly loss: Tensor;
  /** The embeddings μ [N, dim]. */
  readonly mu: Tensor;
  /** `reconstruction` and `kl`, nats a sample. */
  readonly metrics: Readonly<Record<string, Tensor>>;
}

/**
 * The negative evidence lower bound of a variational autoencoder (Kingma & Welling 2014). `beta` is the weight of the KL
 * term (Higgins et al. 2017):
 *
 *     BCE(x, decode(z)) + beta · KL( N(μ, σ²) ‖ N(0, 1) ),  z = μ + σ·ε,  ε ~ N(0, 1)
 */
export function elbo(
  { samples, intensities }: TrainingBatch,
  architecture: Architecture,
  beta: number,
  scope: Scope,
): Elbo {
  const { mean: mu, logVariance } = posterior(architecture)(samples, scope); // [N, dim]
  const z = add(mu, mul(exp(mul(logVariance, 0.5)), randomNormal(mu.shape)));
  const logits = decoder(intensities.shape.slice(1))(z, scope.child('decoder'));
  const reconstruction = mean(sum(flatten(bceWithLogitsEach(logits, intensities)), 1));
  const kl = mean(sum(mul(sub(add(square(mu), exp(logVariance)), add(logVariance, 1)), 0.5), 1));
  return { loss: add(reconstruction, mul(kl, beta)), mu, metrics: { reconstruction, kl } };
}
