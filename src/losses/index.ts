import { flag, number, registry } from '../options.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import type { Loss } from './loss.ts';
import { tripletMarginLoss } from './triplet-margin-loss.ts';

export * from './angular-loss.ts';
export * from './arc-face-loss.ts';
export * from './circle-loss.ts';
export { type ClassBatch, type ClassLossOptions, classLoss } from './class-loss.ts';
export { type ContrastiveLossOptions, contrastiveLoss } from './contrastive-loss.ts';
export * from './cos-face-loss.ts';
export * from './dynamic-arc-face-loss.ts';
export { type Batch, type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
export { evaluate, type LossEvaluation } from './evaluate.ts';
export * from './fast-ap-loss.ts';
export * from './generalized-lifted-structure-loss.ts';
export { givenTripletMarginLoss } from './given-triplet-margin-loss.ts';
export * from './histogram-loss.ts';
export * from './intra-pair-variance-loss.ts';
export * from './large-margin-softmax-loss.ts';
export * from './lifted-structure-loss.ts';
export type { Loss, LossInput } from './loss.ts';
export * from './margin-loss.ts';
export * from './multi-similarity-loss.ts';
export * from './n-pairs-loss.ts';
export * from './nca-loss.ts';
export * from './normalized-softmax-loss.ts';
export * from './nt-xent-loss.ts';
export * from './p2s-grad-loss.ts';
export { pairContrastiveLoss } from './pair-contrastive-loss.ts';
export * from './pnp-loss.ts';
export * from './proxy-anchor-loss.ts';
export * from './proxy-nca-loss.ts';
export * from './ranked-list-loss.ts';
export * from './signal-to-noise-ratio-contrastive-loss.ts';
export * from './soft-triple-loss.ts';
export { type SubCenterArcFaceLossOptions, subCenterArcFaceLoss } from './sub-center-arc-face-loss.ts';
export * from './sup-con-loss.ts';
export * from './threshold-consistent-margin-loss.ts';
export * from './triplet-margin-loss.ts';
export { tripletRatioLoss } from './triplet-ratio-loss.ts';
export * from './tuplet-margin-loss.ts';

export const { names, byName, optionsOf } = registry<Loss>('losses', 'loss', {
  contrastive: {
    options: { posMargin: number(0), negMargin: number(1), squared: flag(false) },
    make: contrastiveLoss,
  },
  'triplet-margin': {
    options: { margin: number(0.05), swap: flag(false), smoothLoss: flag(false) },
    make: tripletMarginLoss,
  },
});
