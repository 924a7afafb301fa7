import { registry } from '../thing.ts';
import { centerInvariantRegularizer } from './center-invariant-regularizer.ts';
import { lpRegularizer } from './lp-regularizer.ts';
import { regularFaceRegularizer } from './regular-face-regularizer.ts';
import type { Regularizer } from './regularizer.ts';
import { sparseCentersRegularizer } from './sparse-centers-regularizer.ts';
import { sphericalEmbeddingRegularizer } from './spherical-embedding-regularizer.ts';
import { zeroMeanRegularizer } from './zero-mean-regularizer.ts';

export * from './center-invariant-regularizer.ts';
export * from './lp-regularizer.ts';
export * from './regular-face-regularizer.ts';
export { defineRegularizer, type Regularizer } from './regularizer.ts';
export * from './sparse-centers-regularizer.ts';
export * from './spherical-embedding-regularizer.ts';
export * from './zero-mean-regularizer.ts';

/** Regularisers by name, as the command line knows them. */
export const { names, byName, optionsOf, about } = registry<Regularizer>('regularizers', 'regularizer', [
  lpRegularizer,
  zeroMeanRegularizer,
  regularFaceRegularizer,
  centerInvariantRegularizer,
  sparseCentersRegularizer,
  sphericalEmbeddingRegularizer,
]);
