import type { Tensor } from '../graph/tensor.ts';

/** A cost of embeddings [N, D], or of the weight vectors of a loss [classes, D], whatever their labels. Immutable. */
export interface Regularizer {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** rows [N, D] → a scalar. */
  readonly compute: (rows: Tensor) => Tensor;
}
