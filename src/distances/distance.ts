import { mul, sub, type TensorLike } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Scope } from '../nn/scope.ts';
import type { Shape } from '../options.ts';
import { type Definition, define, type ThingOf } from '../thing.ts';

/** A distance or a similarity of embeddings. An immutable description; a graph computes the numbers. */
export interface Distance {
  /** Its name on the command line, in kebab case; of one of your own, any. */
  readonly name: string;
  /** Its options as they go into config.json: numbers, text, things by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether greater means nearer, as with similarities. */
  readonly inverted: boolean;
  /** a [M, D], b [N, D] → [M, N]. A distance with learned weights takes them from `scope`. */
  readonly matrix: (a: Tensor, b: Tensor, scope?: Scope) => Tensor;
  /** Row by row: a [N, D], b [N, D] → [N]. */
  readonly paired: (a: Tensor, b: Tensor, scope?: Scope) => Tensor;
  /**
   * Maps embeddings [N, D] so that the Euclidean distance compares them as this one does: in exactly the same order for the
   * cosine, p = 2, SNR and Mahalanobis. Absent where embeddings stay as they are.
   */
  readonly asEuclidean?: (x: Tensor, scope?: Scope) => Tensor;
  /** Whether it orders rows that are not all zeros exactly as the Euclidean distance does those of `asEuclidean`. Default false. */
  readonly euclideanOrder?: boolean;
}

/** How much farther x is than y: x − y for distances, y − x for similarities. A margin written with it serves both. */
export const farther = ({ inverted }: Distance, x: TensorLike, y: TensorLike): Tensor =>
  inverted ? sub(y, x) : sub(x, y);

/** Greater is nearer: a similarity as it is, a distance negated. */
export const alike = ({ inverted }: Distance, d: Tensor): Tensor => (inverted ? d : mul(d, -1));

/** Smaller is nearer: a distance as it is, a similarity negated. */
export const apart = ({ inverted }: Distance, d: Tensor): Tensor => (inverted ? mul(d, -1) : d);

/** Defines a distance: the function that makes it, checked options, its entry on the command line and in the docs. */
export const defineDistance = <const O extends Shape>(definition: Definition<Distance, O>): ThingOf<Distance, O> =>
  define('distance', definition);
