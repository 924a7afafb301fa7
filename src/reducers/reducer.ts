import type { Tensor } from '../graph/tensor.ts';

/** Makes one number of a loss's elements. An immutable description. */
export interface Reducer {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** `losses` and `weights` (0 where an element does not exist) of one shape → a scalar; 0 where no element exists. */
  readonly reduce: (losses: Tensor, weights: Tensor) => Tensor;
}
