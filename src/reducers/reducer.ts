import { div, greater, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Shape } from '../options.ts';
import { type Definition, define, type ThingOf } from '../thing.ts';

/** What each element of a loss adds to a sum and to a count; both have the shape of the elements. */
export interface Terms {
  /** What each element adds to the sum: its loss by its weight. */
  readonly total: Tensor;
  /** What each element adds to the count that the sum is divided by. */
  readonly count: Tensor;
}

/** Where the elements of a loss come from. */
export interface About {
  /** [B]: the class of each sample of the batch. */
  readonly labels?: Tensor;
  /** The anchor of each element, where it is not its row. */
  readonly anchors?: Tensor;
  /** What the loss says that its sum should be divided by. */
  readonly divisor?: Tensor;
}

/**
 * Makes one number of the elements of a loss: one for each sample [B], for each pair [B, R] (its row is the anchor), or a
 * list [T]. An immutable description. It works on sums and counts, so that a loss over all triplets can give those of each
 * anchor without a list of triplets.
 */
export interface Reducer {
  /** Its name on the command line, in kebab case; of one of your own, any. */
  readonly name: string;
  /** Its options as they go into config.json: numbers, text, things by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** `weights`: how often each element counts, 0 where there is none. */
  readonly terms: (losses: Tensor, weights: Tensor) => Terms;
  /** Whether all elements count, or those above 0; absent for any other choice. */
  readonly counts?: 'every' | 'above-zero';
  /** How many classes it has a weight for. */
  readonly classes?: number;
  /** A scalar; 0 where no element exists. */
  readonly combine: (terms: Terms, about: About) => Tensor;
  /** The reducer of one part of a loss (`pos`, `neg`, …), where it differs. */
  readonly forPart?: (part: string) => Reducer;
}

/** Defines a reducer: the function that makes it, checked options, its entry on the command line and in the docs. */
export const defineReducer = <const O extends Shape>(definition: Definition<Reducer, O>): ThingOf<Reducer, O> =>
  define('reducer', definition);

/** Reduces the elements of a loss to one number. `weights`, of their shape, say how often each counts. */
export const reduce = (reducer: Reducer, losses: Tensor, weights: Tensor, about: About = {}): Tensor =>
  reducer.combine(reducer.terms(losses, weights), about);

/** total / count, 0 where nothing was counted. */
export function safeDivide(total: Tensor, count: Tensor): Tensor {
  const some = greater(count, 0);
  return where(some, div(total, where(some, count, 1)), 0);
}
