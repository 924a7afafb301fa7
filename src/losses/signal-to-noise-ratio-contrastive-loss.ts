import type { OptionsOf } from '../thing.ts';
import { contrastive, contrastiveOptions, onWrongScale } from './contrastive.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { pairOptions } from './shared-options.ts';

/** The contrastive loss over the signal-to-noise ratio distance. */
export const signalToNoiseRatioContrastiveLoss = defineEmbeddingLoss({
  name: 'signal-to-noise-ratio-contrastive',
  summary: 'The contrastive loss over the signal-to-noise ratio distance.',
  equation: 'reduce( max(0, d⁺ − posMargin) ) + reduce( max(0, negMargin − d⁻) ), d = var(x − y) / var(x)',
  notes: 'The paper adds the regulariser `zero-mean`, which keeps the components of embeddings around 0.',
  paper: 'Yuan et al. 2019',
  options: { ...contrastiveOptions, ...pairOptions('snr', 'avg-non-zero') },
  warnings: (margins, distance) => onWrongScale('contrastiveLoss', margins, distance),
  compute: contrastive,
});

/** Options of `losses.signalToNoiseRatioContrastiveLoss`. */
export type SignalToNoiseRatioContrastiveLossOptions = OptionsOf<typeof signalToNoiseRatioContrastiveLoss>;
