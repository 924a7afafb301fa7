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

const made = registry<Regularizer>('regularizers', 'regularizer', [
  lpRegularizer,
  zeroMeanRegularizer,
  regularFaceRegularizer,
  centerInvariantRegularizer,
  sparseCentersRegularizer,
  sphericalEmbeddingRegularizer,
]);

/** The names of all regularisers, as the command line takes them. */
export const names = made.names;

/** A regulariser by name. @throws UsageError for an unknown name, an option that it does not have, or a value that the option cannot take */
export const byName = made.byName;

/** The options of the regulariser of a name: sentence, range and default of each. @throws UsageError for an unknown name */
export const optionsOf = made.optionsOf;

/** What there is to know about the regulariser of a name. @throws UsageError for an unknown name */
export const about = made.about;
