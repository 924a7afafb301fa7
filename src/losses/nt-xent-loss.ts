import { alike } from '../distances/index.ts';
import { expandDims, mul, softplus, sub } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere } from './masked.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** NT-Xent, also InfoNCE. */
export const ntXentLoss = defineEmbeddingLoss({
  name: 'nt-xent',
  summary: 'The normalised temperature-scaled cross-entropy, also called InfoNCE.',
  equation: '−ln( e^s_ap / (e^s_ap + Σₙ e^s_an) )',
  notes: 'For each positive pair, with s the similarity divided by the temperature.',
  paper: 'Sohn 2016; van den Oord et al. 2018; Chen et al. 2020',
  differs:
    'pytorch-metric-learning counts a negative as often as a miner chose it; here it counts once. Its version 2 adds the smallest float inside the logarithm, which bounds the cost of a pair.',
  options: { temperature: temperature(0.07), ...pairOptions('cosine', 'mean') },
  compute({ d, distance, positive, negative, reduce }, { temperature }) {
    const s = mul(alike(distance, d), 1 / temperature); // [B, R]
    const negatives = expandDims(logSumExpWhere(s, negative), 1); // [B, 1]
    return reduce(softplus(sub(negatives, s)), positive); // ln(1 + Σₙ e^(s_an − s_ap))
  },
});

/** Options of `losses.ntXentLoss`. */
export type NTXentLossOptions = OptionsOf<typeof ntXentLoss>;
