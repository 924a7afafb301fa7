export { type CalibrateOptions, calibrate, type Interval, type OperatingPoint } from './calibrate.ts';
export { type ClusteringMetrics, clustering } from './clustering.ts';
export type { Embedded } from './embedded.ts';
export {
  classifyQueries,
  correct,
  type EpisodeAccuracy,
  episodeAccuracy,
  type FewShotMetrics,
  type FewShotOptions,
  fewShot,
  meanWithInterval,
} from './few-shot.ts';
export { type FoldAccuracy, foldAccuracy } from './fold-accuracy.ts';
export type { FoldMean } from './folds.ts';
export { type KMeansOptions, kMeans } from './k-means.ts';
export { type KnnOptions, knnAccuracy } from './knn-accuracy.ts';
export { omniglotRuns } from './omniglot-runs.ts';
export { type OpenSetMetrics, type OpenSetOptions, openSet } from './open-set.ts';
export { type RecommendationMetrics, type RecommendationOptions, recommendation } from './recommendation.ts';
export { type RetrievalMetrics, type RetrievalOptions, retrieval } from './retrieval.ts';
export { type Pairs, type RocCurve, rocCurve } from './roc-curve.ts';
export { type PointName, pointNames } from './roc-points.ts';
export {
  accuracyAt,
  type Decisions,
  decisionsAt,
  type VerificationMetrics,
  verification,
} from './verification.ts';
export { type FoldsMetrics, type FoldsOptions, verificationByFolds } from './verification-by-folds.ts';
