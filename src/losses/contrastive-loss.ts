import type { OptionsOf } from '../thing.ts';
import { contrastive, contrastiveOptions, onWrongScale } from './contrastive.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { pairOptions } from './shared-options.ts';

/** The contrastive loss over pairs. */
export const contrastiveLoss = defineEmbeddingLoss({
  name: 'contrastive',
  summary: 'The contrastive loss pulls positive pairs inside one margin and pushes negative pairs beyond another.',
  equation: 'reduce( max(0, d⁺ − posMargin) ) + reduce( max(0, negMargin − d⁻) )',
  notes:
    'd is the distance. For a similarity the signs are turned round, so give posMargin 1 and negMargin 0. The reducer goes over either part.',
  paper: 'Hadsell, Chopra & LeCun 2006',
  options: { ...contrastiveOptions, ...pairOptions('euclidean', 'avg-non-zero') },
  warnings: (margins, distance) => onWrongScale('contrastiveLoss', margins, distance),
  compute: contrastive,
});

/** Options of `losses.contrastiveLoss`. */
export type ContrastiveLossOptions = OptionsOf<typeof contrastiveLoss>;
