import { farther } from '../distances/index.ts';
import { add, relu } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere } from './masked.ts';
import { liftedMargins, pairOptions } from './shared-options.ts';

/** The generalised lifted structured loss. */
export const generalizedLiftedStructureLoss = defineEmbeddingLoss({
  name: 'generalized-lifted-structure',
  summary: 'The lifted structured loss over all positives and all negatives of each anchor.',
  equation: 'max(0, ln Σₚ e^(d_ap − posMargin) + ln Σₙ e^(negMargin − d_an))',
  notes: 'For each anchor, with d the distance. A sum over nothing counts as 1.',
  paper: 'Hermans, Beyer & Leibe 2017',
  options: { ...liftedMargins, ...pairOptions('euclidean', 'mean') },
  compute({ d, distance, positive, negative, reduce }, { negMargin, posMargin }) {
    const pos = logSumExpWhere(farther(distance, d, posMargin), positive, { empty: 0 }); // [B]
    const neg = logSumExpWhere(farther(distance, negMargin, d), negative, { empty: 0 });
    return reduce(relu(add(pos, neg)));
  },
});

/** Options of `losses.generalizedLiftedStructureLoss`. */
export type GeneralizedLiftedStructureLossOptions = OptionsOf<typeof generalizedLiftedStructureLoss>;
