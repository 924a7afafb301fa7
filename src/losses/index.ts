export * from './all.ts';
export { about, byName, names, optionsOf } from './by-name.ts';
export {
  type ClassBatch,
  type ClassLoss,
  type ClassLossDefinition,
  type ClassLossOptions,
  classLoss,
  defineClassLoss,
} from './class-loss.ts';
export { type DescribeOptions, describe, type LossDescription } from './describe.ts';
export {
  type Batch,
  defineEmbeddingLoss,
  type EmbeddingLoss,
  type EmbeddingLossDefinition,
  type EmbeddingLossOptions,
  embeddingLoss,
} from './embedding-loss.ts';
export { evaluate, type LossBatch, type LossEvaluation } from './evaluate.ts';
export { type GivenTripletMarginLossOptions, givenTripletMarginLoss } from './given-triplet-margin-loss.ts';
export { defineLoss, type Loss, type LossInput } from './loss.ts';
export { type MultipleLossesOptions, multipleLosses } from './multiple-losses.ts';
export { type PairContrastiveLossOptions, pairContrastiveLoss } from './pair-contrastive-loss.ts';
export { classOptions, pairOptions, reducerOptions, regularizerOptions } from './shared-options.ts';
export { tripletRatioLoss } from './triplet-ratio-loss.ts';
