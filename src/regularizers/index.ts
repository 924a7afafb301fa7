import { count, number, registry } from '../options.ts';
import { centerInvariantRegularizer } from './center-invariant-regularizer.ts';
import { lpRegularizer } from './lp-regularizer.ts';
import { regularFaceRegularizer } from './regular-face-regularizer.ts';
import type { Regularizer } from './regularizer.ts';
import { sparseCentersRegularizer } from './sparse-centers-regularizer.ts';
import { sphericalEmbeddingRegularizer } from './spherical-embedding-regularizer.ts';
import { zeroMeanRegularizer } from './zero-mean-regularizer.ts';

export type { LpRegularizerOptions } from './lp-regularizer.ts';
export type { Regularizer } from './regularizer.ts';
export type { SparseCentersRegularizerOptions } from './sparse-centers-regularizer.ts';
export {
  centerInvariantRegularizer,
  lpRegularizer,
  regularFaceRegularizer,
  sparseCentersRegularizer,
  sphericalEmbeddingRegularizer,
  zeroMeanRegularizer,
};

export const { names, byName, optionsOf } = registry<Regularizer>('regularizers', 'regularizer', {
  lp: { options: { p: number(2, { min: 1 }), power: number(1, { above: 0 }) }, make: lpRegularizer },
  'zero-mean': { options: {}, make: zeroMeanRegularizer },
  'regular-face': { options: {}, make: regularFaceRegularizer },
  'center-invariant': { options: {}, make: centerInvariantRegularizer },
  'sparse-centers': { options: { centersPerClass: count() }, make: sparseCentersRegularizer },
  'spherical-embedding': { options: {}, make: sphericalEmbeddingRegularizer },
});
