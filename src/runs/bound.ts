import { areBytes, type NdArray, rowsBetween } from '../nd-array.ts';
import { Random } from '../random.ts';
import type { Model, Samples } from '../training/model.ts';
import { type EncodedDataset, embeddingsOf } from './encoded.ts';

/** Samples that are decoded at once. */
const BLOCK = 1000;

/** The evidence lower bound of samples (Kingma & Welling 2014), in nats a sample. */
export interface Bound {
  /** −cross-entropy − KL. */
  readonly elbo: number;
  /** KL( N(μ, σ²) ‖ N(0, 1) ). */
  readonly kl: number;
}

/** The bound by one point of each sample's posterior, the same points every time. */
export async function evidenceBound(model: Model, queries: EncodedDataset): Promise<Bound> {
  const { samples } = queries.dataset;
  const mean = embeddingsOf(queries);
  const logVariance = (await model.logVariances(samples)).data;
  const random = new Random(0).fork('evidence bound');
  const z = Float32Array.from(mean.data, (mu, i) => mu + Math.exp(logVariance[i]! / 2) * random.normal());
  const kl = mean.data.reduce((sum, mu, i) => sum + (mu ** 2 + Math.exp(logVariance[i]!) - logVariance[i]! - 1) / 2, 0);
  const each = kl / samples.shape[0]!;
  return { kl: each, elbo: -(await crossEntropy(model, samples, { data: z, shape: mean.shape })) - each };
}

/** The cross-entropy of samples decoded from their embeddings, in nats a sample. */
export const reconstruction = (model: Model, queries: EncodedDataset): Promise<number> =>
  crossEntropy(model, queries.dataset.samples, embeddingsOf(queries));

/** Σ −x ln y − (1 − x) ln(1 − y) over the numbers x of a sample and y of what is decoded for it, averaged over the samples. */
async function crossEntropy(model: Model, samples: Samples, z: NdArray<Float32Array>): Promise<number> {
  const scale = areBytes(samples) ? 1 / 255 : 1;
  const log = (p: number) => Math.log(Math.max(p, 1e-7));
  const [n = 0] = samples.shape;
  let total = 0;
  for (let start = 0; start < n; start += BLOCK) {
    const end = Math.min(start + BLOCK, n);
    const given = rowsBetween(samples, start, end);
    const points = { data: rowsBetween(z, start, end), shape: [end - start, z.shape[1]!] };
    (await model.decode(points)).data.forEach((y, i) => {
      const x = given[i]! * scale;
      total -= x * log(y) + (1 - x) * log(1 - y);
    });
  }
  return total / n;
}
