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

/** Distances by name, as the command line knows them. */
export const { names, byName, optionsOf, about } = registry<Distance>('distances', 'distance', [
  euclideanDistance,
  lpDistance,
  squaredEuclideanDistance,
  cosineSimilarity,
  dotProductSimilarity,
  snrDistance,
  mahalanobisDistance,
]);
