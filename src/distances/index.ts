import { registry } from '../thing.ts';
import { cosineSimilarity } from './cosine-similarity.ts';
import type { Distance } from './distance.ts';
import { dotProductSimilarity } from './dot-product-similarity.ts';
import { euclideanDistance } from './euclidean-distance.ts';
import { lpDistance } from './lp-distance.ts';
import { mahalanobisDistance } from './mahalanobis-distance.ts';
import { snrDistance } from './snr-distance.ts';
import { squaredEuclideanDistance } from './squared-euclidean-distance.ts';

export * from './cosine-similarity.ts';
export { alike, apart, type Distance, defineDistance, farther } from './distance.ts';
export * from './dot-product-similarity.ts';
export * from './euclidean-distance.ts';
export { type LpDistanceOptions, lpDistance } from './lp-distance.ts';
export * from './mahalanobis-distance.ts';
export { pairwise } from './pairwise.ts';
export * from './snr-distance.ts';
export * from './squared-euclidean-distance.ts';

const made = registry<Distance>('distances', 'distance', [
  euclideanDistance,
  lpDistance,
  squaredEuclideanDistance,
  cosineSimilarity,
  dotProductSimilarity,
  snrDistance,
  mahalanobisDistance,
]);

/** The names of all distances, as the command line takes them. */
export const names = made.names;

/** A distance by name. @throws UsageError for an unknown name, an option that it does not have, or a value that the option cannot take */
export const byName = made.byName;

/** The options of the distance of a name: sentence, range and default of each. @throws UsageError for an unknown name */
export const optionsOf = made.optionsOf;

/** What there is to know about the distance of a name. @throws UsageError for an unknown name */
export const about = made.about;
