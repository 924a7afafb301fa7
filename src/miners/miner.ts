import type { Distance } from '../distances/distance.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Tuples } from './tuples.ts';

export interface MinerInput {
  /** [B, D]; a miner looks at values only, no gradient flows through it. */
  readonly embeddings: Tensor;
  /** [B], int32. */
  readonly labels: Tensor;
  /** What the batch is compared with; the batch itself when absent. */
  readonly reference?: { readonly embeddings: Tensor; readonly labels: Tensor };
}

/** Chooses the pairs or triplets of a batch that a loss is computed over. An immutable description. */
export interface Miner {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly distance: Distance;
  readonly mine: (input: MinerInput) => Tuples;
}
