import { z } from 'zod';
import { alike } from '../distances/index.ts';
import { div, exp, expandDims, greater, max, mul, stopGradient, sub, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** The decoupled contrastive loss. */
export const decoupledContrastiveLoss = defineEmbeddingLoss({
  name: 'decoupled-contrastive',
  summary: 'NT-Xent without the positive in its denominator, which makes small batches do as well: DCL, or DCLW.',
  equation: `−w_ap s_ap + ln Σₙ e^s_an
w_ap = 1, or with sigma 2 − e^(sim_ap / sigma) / mean over positive pairs of e^(sim / sigma)`,
  notes:
    'For each positive pair whose anchor has a negative, with s the similarity sim divided by the temperature. The loss can be below 0.',
  paper: 'Yeh et al. 2022',
  differs:
    'The authors’ code takes two views of each sample, of which one is the other’s only positive; here every pair of a class is a positive pair. pytorch-metric-learning has no such loss.',
  options: {
    temperature: temperature(0.1),
    sigma: z
      .number()
      .positive()
      .optional()
      .describe(
        'The width of the von Mises–Fisher weights of DCLW, which make positive pairs count less the more alike they are; the paper has 0.5. By default all count 1, which is DCL.',
      ),
    ...pairOptions('cosine', 'mean'),
  },
  compute({ d, distance, positive, negative, reduce }, { temperature, sigma }) {
    const similarity = alike(distance, d); // [B, R]
    const s = mul(similarity, 1 / temperature);
    const counts = mul(positive, expandDims(some(negative, 1), 1)); // [B, R]
    const pulled = sigma === undefined ? s : mul(s, vonMisesFisher(mul(similarity, 1 / sigma), counts));
    const negatives = expandDims(logSumExpWhere(s, negative, { empty: 0 }), 1); // [B, 1]
    return reduce(sub(negatives, pulled), counts);
  },
});

/** Options of `losses.decoupledContrastiveLoss`. */
export type DecoupledContrastiveLossOptions = OptionsOf<typeof decoupledContrastiveLoss>;

/** 2 − eᵘ / mean(eᵘ), the mean over the pairs that count: [B, R]. */
function vonMisesFisher(u: Tensor, counts: Tensor): Tensor {
  const exists = greater(counts, 0);
  const top = stopGradient(max(where(exists, u, -1e30)));
  const e = exp(where(exists, sub(u, top), 0)); // at most 1
  const mean = safeDivide(sum(mul(e, counts)), sum(counts));
  return sub(2, div(e, where(greater(mean, 0), mean, 1)));
}
