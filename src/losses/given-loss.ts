import type { Tensor } from '../graph/tensor.ts';
import type { Filled, Shape } from '../options.ts';
import { type Definition, type Description, define, type ThingOf } from '../thing.ts';

/** Defines a loss over rows that are given as pairs or triplets, for methods; it has no name on the command line. */
export const defineGivenLoss = <T extends (...rows: never[]) => Tensor, const O extends Shape>(
  definition: Description & { readonly options: O; readonly make: (options: Filled<O>) => T },
): ThingOf<T, O> => define<T, O>('loss', definition as unknown as Definition<T, O>);
