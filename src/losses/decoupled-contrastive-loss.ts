import { alike } from '../distances/index.ts';
import { expandDims, mul, sub } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** The decoupled contrastive loss. */
export const decoupledContrastiveLoss = defineEmbeddingLoss({
  name: 'decoupled-contrastive',
  summary: 'NT-Xent without the positive in its denominator, which makes small batches do as well.',
  equation: '−s_ap + ln Σₙ e^s_an',
  notes: 'For each positive pair, with s the similarity divided by the temperature. The loss can be below 0.',
  paper: 'Yeh et al. 2022',
  options: { temperature: temperature(0.1), ...pairOptions('cosine', 'mean') },
  compute({ d, distance, positive, negative, reduce }, { temperature }) {
    const s = mul(alike(distance, d), 1 / temperature); // [B, R]
    const negatives = expandDims(logSumExpWhere(s, negative, { empty: 0 }), 1); // [B, 1]
    return reduce(sub(negatives, s), mul(positive, expandDims(some(negative, 1), 1)));
  },
});

/** Options of `losses.decoupledContrastiveLoss`. */
export type DecoupledContrastiveLossOptions = OptionsOf<typeof decoupledContrastiveLoss>;
