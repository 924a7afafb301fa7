import { alike } from '../distances/index.ts';
import { add, cast, expandDims, greater, mul, sub, sum } from '../graph/ops/index.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** The supervised contrastive loss. */
export const supConLoss = defineEmbeddingLoss({
  name: 'sup-con',
  summary: 'The supervised contrastive loss: a softmax over all others, averaged over the positives of each anchor.',
  equation: '−1/|P| · Σₚ ln( e^s_ap / Σ_j e^s_aj )',
  notes:
    'For each anchor, with s the similarity divided by the temperature and j over all positives and negatives. A batch without negatives costs nothing.',
  paper: 'Khosla et al. 2020',
  differs:
    'Under a mean reducer pytorch-metric-learning 2 divides by all samples; here, as in its version 3, by the anchors that have a positive. In version 3, as in the paper, a batch without negatives has a cost.',
  options: { temperature: temperature(0.1), ...pairOptions('cosine', 'avg-non-zero') },
  compute({ d, distance, positive, negative, reduce }, { temperature }) {
    const s = mul(alike(distance, d), 1 / temperature); // [B, R]
    const all = expandDims(logSumExpWhere(s, add(positive, negative)), 1); // [B, 1]
    const isPositive = cast(greater(positive, 0), 'float32'); // once, however often it was chosen
    const each = safeDivide(sum(mul(isPositive, sub(all, s)), 1), sum(isPositive, 1)); // [B]
    return reduce(each, mul(some(positive, 1), some(negative)));
  },
});

/** Options of `losses.supConLoss`. */
export type SupConLossOptions = OptionsOf<typeof supConLoss>;
