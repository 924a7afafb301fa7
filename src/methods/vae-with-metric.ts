import { add, mul } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Made } from '../thing.ts';
import { decode, elbo, meanEncoder, posterior } from './elbo.ts';
import type { BatchPlan, Method } from './method.ts';

/** What a method adds to the ELBO. */
export interface MetricTerm {
  /** Its name among the metrics of a step. */
  readonly name: string;
  readonly batches: () => BatchPlan;
  /** The term, from the means μ [N, dim] and the labels [N] of a batch. */
  readonly term: (mu: Tensor, labels: Tensor) => Tensor;
}

/** A variational autoencoder whose means are also trained by a loss on pairs or triplets: −ELBO + metricWeight · term. */
export const vaeWithMetric = (
  { beta, metricWeight }: { readonly beta: number; readonly metricWeight: number },
  { name, batches, term }: MetricTerm,
): Made<Method> => ({
  batches,
  encoder: meanEncoder,
  posterior,
  decoder: decode,
  objective(batch, architecture, scope) {
    const { loss, mu, metrics } = elbo(batch, architecture, beta, scope);
    const metric = term(mu, batch.labels);
    return { loss: add(loss, mul(metric, metricWeight)), embeddings: mu, metrics: { ...metrics, [name]: metric } };
  },
});
