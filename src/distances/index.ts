import { count, flag, number, registry } from '../options.ts';
import { cosineSimilarity } from './cosine-similarity.ts';
import type { Distance } from './distance.ts';
import { dotProductSimilarity } from './dot-product-similarity.ts';
import { lpDistance } from './lp-distance.ts';
import { mahalanobisDistance } from './mahalanobis-distance.ts';
import { snrDistance } from './snr-distance.ts';

export { alike, apart, type Distance, farther } from './distance.ts';
export type { LpDistanceOptions } from './lp-distance.ts';
export type { MahalanobisDistanceOptions } from './mahalanobis-distance.ts';
export { pairwise } from './pairwise.ts';
export { cosineSimilarity, dotProductSimilarity, lpDistance, mahalanobisDistance, snrDistance };

const power = { power: number(1, { above: 0 }), normalize: flag(true) };

export const { names, byName, optionsOf } = registry<Distance>('distances', 'distance', {
  euclidean: { options: power, make: lpDistance },
  lp: { options: { p: number(2, { min: 1 }), ...power }, make: lpDistance },
  'squared-euclidean': {
    options: { normalize: flag(true) },
    make: (options: { normalize?: boolean }) => lpDistance({ ...options, power: 2 }),
  },
  cosine: { options: {}, make: cosineSimilarity },
  'dot-product': { options: { normalize: flag(true) }, make: dotProductSimilarity },
  snr: { options: { normalize: flag(true) }, make: snrDistance },
  mahalanobis: { options: { rank: count(), squared: flag(false) }, make: mahalanobisDistance },
});
