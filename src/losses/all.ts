/** Every loss that has a name: a line for each. Its order is that of the files. */
export { type AngularLossOptions, angularLoss } from './angular-loss.ts';
export { type ArcFaceLossOptions, arcFaceLoss } from './arc-face-loss.ts';
export { type BarlowTwinsLossOptions, barlowTwinsLoss } from './barlow-twins-loss.ts';
export { type CircleLossOptions, circleLoss } from './circle-loss.ts';
export { type ContrastiveLossOptions, contrastiveLoss } from './contrastive-loss.ts';
export { type CosFaceLossOptions, cosFaceLoss } from './cos-face-loss.ts';
export { type CrossBatchMemoryOptions, crossBatchMemory } from './cross-batch-memory.ts';
export { type DecoupledContrastiveLossOptions, decoupledContrastiveLoss } from './decoupled-contrastive-loss.ts';
export { type DynamicArcFaceLossOptions, dynamicArcFaceLoss } from './dynamic-arc-face-loss.ts';
export { type DynamicSoftMarginLossOptions, dynamicSoftMarginLoss } from './dynamic-soft-margin-loss.ts';
export { type FastAPLossOptions, fastAPLoss } from './fast-ap-loss.ts';
export {
  type GeneralizedLiftedStructureLossOptions,
  generalizedLiftedStructureLoss,
} from './generalized-lifted-structure-loss.ts';
export { type HistogramLossOptions, histogramLoss } from './histogram-loss.ts';
export { type InstanceLossOptions, instanceLoss } from './instance-loss.ts';
export { type IntraPairVarianceLossOptions, intraPairVarianceLoss } from './intra-pair-variance-loss.ts';
export { type LargeMarginSoftmaxLossOptions, largeMarginSoftmaxLoss } from './large-margin-softmax-loss.ts';
export { type LiftedStructureLossOptions, liftedStructureLoss } from './lifted-structure-loss.ts';
export { type ManifoldLossOptions, manifoldLoss } from './manifold-loss.ts';
export { type MarginLossOptions, marginLoss } from './margin-loss.ts';
export { type MatryoshkaLossOptions, matryoshkaLoss } from './matryoshka-loss.ts';
export { type MultiSimilarityLossOptions, multiSimilarityLoss } from './multi-similarity-loss.ts';
export { type MultiSupConLossOptions, multiSupConLoss } from './multi-sup-con-loss.ts';
export {
  type MultipleNegativesRankingLossOptions,
  multipleNegativesRankingLoss,
} from './multiple-negatives-ranking-loss.ts';
export { type NPairsLossOptions, nPairsLoss } from './n-pairs-loss.ts';
export { type NCALossOptions, ncaLoss } from './nca-loss.ts';
export { type NormalizedSoftmaxLossOptions, normalizedSoftmaxLoss } from './normalized-softmax-loss.ts';
export { type NTXentLossOptions, ntXentLoss } from './nt-xent-loss.ts';
export { type P2SGradLossOptions, p2sGradLoss } from './p2s-grad-loss.ts';
export { type PNPLossOptions, pnpLoss } from './pnp-loss.ts';
export { type PrototypicalLossOptions, prototypicalLoss } from './prototypical-loss.ts';
export { type ProxyAnchorLossOptions, proxyAnchorLoss } from './proxy-anchor-loss.ts';
export { type ProxyNCALossOptions, proxyNCALoss } from './proxy-nca-loss.ts';
export { type RankedListLossOptions, rankedListLoss } from './ranked-list-loss.ts';
export {
  type SelectivelyContrastiveTripletLossOptions,
  selectivelyContrastiveTripletLoss,
} from './selectively-contrastive-triplet-loss.ts';
export { type SelfSupervisedLossOptions, selfSupervisedLoss } from './self-supervised-loss.ts';
export {
  type SignalToNoiseRatioContrastiveLossOptions,
  signalToNoiseRatioContrastiveLoss,
} from './signal-to-noise-ratio-contrastive-loss.ts';
export { type SmoothAPLossOptions, smoothAPLoss } from './smooth-ap-loss.ts';
export { type SoftNearestNeighborLossOptions, softNearestNeighborLoss } from './soft-nearest-neighbor-loss.ts';
export { type SoftTripleLossOptions, softTripleLoss } from './soft-triple-loss.ts';
export { type SphereFaceLossOptions, sphereFaceLoss } from './sphere-face-loss.ts';
export { type SubCenterArcFaceLossOptions, subCenterArcFaceLoss } from './sub-center-arc-face-loss.ts';
export { type SupConLossOptions, supConLoss } from './sup-con-loss.ts';
export {
  type ThresholdConsistentMarginLossOptions,
  thresholdConsistentMarginLoss,
} from './threshold-consistent-margin-loss.ts';
export { type TripletMarginLossOptions, tripletMarginLoss } from './triplet-margin-loss.ts';
export { type TupletMarginLossOptions, tupletMarginLoss } from './tuplet-margin-loss.ts';
export { type VICRegLossOptions, vicRegLoss } from './vic-reg-loss.ts';
