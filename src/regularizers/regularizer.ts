import type { Tensor } from '../graph/tensor.ts';
import type { Shape } from '../options.ts';
import { type Definition, define, type ThingOf } from '../thing.ts';

/** A cost of embeddings [N, D], or of the class vectors of a loss [classes, D], without their labels. An immutable description. */
export interface Regularizer {
  /** Its name on the command line, in kebab case; of one of your own, any. */
  readonly name: string;
  /** Its options as they go into config.json: numbers, text, things by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** rows [N, D] → a scalar. */
  readonly compute: (rows: Tensor) => Tensor;
}

/** Defines a regulariser: the function that makes it, checked options, its entry on the command line and in the docs. */
export const defineRegularizer = <const O extends Shape>(
  definition: Definition<Regularizer, O>,
): ThingOf<Regularizer, O> => define('regularizer', definition);
