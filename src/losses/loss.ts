import type { Distance } from '../distances/distance.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Tuples } from '../miners/tuples.ts';
import type { Scope } from '../nn/scope.ts';

export interface LossInput {
  /** [B, D], float32. */
  readonly embeddings: Tensor;
  /** [B], int32: the class of each. */
  readonly labels: Tensor;
  /** What the batch is compared with; the batch itself, each sample left out, when absent. */
  readonly reference?: { readonly embeddings: Tensor; readonly labels: Tensor };
  /** What a miner chose; every pair or triplet when absent. */
  readonly tuples?: Tuples;
}

/** How bad a batch of embeddings is, differentiable. An immutable description; the numbers come from a graph. */
export interface Loss {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly distance?: Distance;
  /** The loss, a float32 scalar. Learned weights come from `scope` by name. */
  readonly compute: (input: LossInput, scope: Scope) => Tensor;
}
