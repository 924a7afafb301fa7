import { cosineSimilarity } from '../distances/index.ts';
import { add, cast, mul, sub } from '../graph/ops/index.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { reducerOptions, scale } from './shared-options.ts';

/** The instance loss. */
export const instanceLoss = defineEmbeddingLoss({
  name: 'instance',
  summary: 'A softmax classifier whose weights are the embeddings of the batch itself.',
  equation: '−ln( Σ_{j of the class of a} e^(γ s_aj) / Σ_j e^(γ s_aj) )',
  notes: 'For each anchor, with s the cosine and j over all samples, the anchor too.',
  paper: 'Zheng et al. 2020',
  differs:
    'pytorch-metric-learning takes the number of the class for that of a sample, so that only the first samples of a batch are ever the target; here all samples of the class are. It has a mean as its reducer, and 64 as gamma: since the anchor itself is in the sum, only negatives of a cosine above 1 − ln(B) / gamma (0.91 for 64 and a batch of 250) then count, and training ends in noise.',
  distance: cosineSimilarity,
  options: { gamma: scale(16), ...reducerOptions('avg-non-zero') },
  compute(batch, { gamma }) {
    const { d, labels, reference, reduce } = batch;
    const s = mul(d, gamma); // [B, R]
    const masks = pairMasks(batch);
    const own = cast(reference ? masks.positive : sameClass(labels, labels), 'float32'); // the anchor too
    const all = logSumExpWhere(s, add(own, cast(masks.negative, 'float32'))); // [B]
    return reduce(mul(some(own, 1), sub(all, logSumExpWhere(s, own, { empty: 0 }))), some(own, 1));
  },
});

/** Options of `losses.instanceLoss`. */
export type InstanceLossOptions = OptionsOf<typeof instanceLoss>;
