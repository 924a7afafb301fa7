import { snrDistance } from '../distances/index.ts';
import { type ContrastiveLossOptions, contrastiveLoss } from './contrastive-loss.ts';
import type { Loss } from './loss.ts';

/**
 * The contrastive loss over the signal-to-noise ratio distance d = var(x − y) / var(x) (Yuan et al. 2019):
 *
 *     reduce( max(0, d⁺ − posMargin) ) + reduce( max(0, negMargin − d⁻) )
 *
 * The paper adds a regulariser that keeps components around 0: regularizers.zeroMeanRegularizer.
 */
export const signalToNoiseRatioContrastiveLoss = (options: ContrastiveLossOptions = {}): Loss => ({
  ...contrastiveLoss({ distance: snrDistance(), ...options }),
  name: 'signal-to-noise-ratio-contrastive',
});
