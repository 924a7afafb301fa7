import type { Tensor } from '../graph/tensor.ts';
import type { Scope } from '../nn/scope.ts';

/** A measure of how far apart, or of how alike, embeddings are. An immutable description; the numbers come from a graph. */
export interface Distance {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether greater means nearer, as with similarities. */
  readonly inverted: boolean;
  /** a [M, D], b [N, D] → [M, N]. A distance with learned weights takes them from `scope`. */
  readonly matrix: (a: Tensor, b: Tensor, scope?: Scope) => Tensor;
  /** Row by row: a [N, D], b [N, D] → [N]. */
  readonly paired: (a: Tensor, b: Tensor, scope?: Scope) => Tensor;
}
