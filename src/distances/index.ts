export { cosineSimilarity } from './cosine-similarity.ts';
export type { Distance } from './distance.ts';
export { dotProductSimilarity } from './dot-product-similarity.ts';
export { type LpDistanceOptions, lpDistance } from './lp-distance.ts';
export { pairwise } from './pairwise.ts';
