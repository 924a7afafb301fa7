import { alike } from '../distances/index.ts';
import { expandDims, mul, softplus, sub, sum } from '../graph/ops/index.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { pairOptions, scale } from './shared-options.ts';

/** Multiple negatives ranking. */
export const multipleNegativesRankingLoss = defineEmbeddingLoss({
  name: 'multiple-negatives-ranking',
  summary: 'Multiple negatives ranking: a softmax that picks each positive out of the negatives of its anchor.',
  equation: '−ln( e^s_ap / (e^s_ap + Σₙ e^s_an) )',
  notes:
    'The mean over the positives of each anchor, with s the scaled similarity. Anchors without a positive do not count.',
  paper: 'Henderson et al. 2017',
  options: { scale: scale(20), ...pairOptions('cosine', 'mean') },
  compute({ d, distance, positive, negative, reduce }, { scale }) {
    const s = mul(alike(distance, d), scale); // [B, R]
    const negatives = expandDims(logSumExpWhere(s, negative), 1); // [B, 1]
    const each = softplus(sub(negatives, s)); // [B, R]
    return reduce(safeDivide(sum(mul(each, positive), 1), sum(positive, 1)), some(positive, 1));
  },
});

/** Options of `losses.multipleNegativesRankingLoss`. */
export type MultipleNegativesRankingLossOptions = OptionsOf<typeof multipleNegativesRankingLoss>;
