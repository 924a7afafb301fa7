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
export { type KMeansOptions, kMeans } from './k-means.ts';
export { type KnnOptions, knnAccuracy } from './knn-accuracy.ts';
export { omniglotRuns } from './omniglot-runs.ts';
export { type RetrievalMetrics, type RetrievalOptions, retrieval } from './retrieval.ts';
export {
  accuracyAt,
  type Pairs,
  type RocCurve,
  rocCurve,
  type VerificationMetrics,
  verification,
} from './verification.ts';
