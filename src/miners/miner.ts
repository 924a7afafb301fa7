import type { Distance } from '../distances/distance.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Scope } from '../nn/scope.ts';
import type { Shape } from '../options.ts';
import { type Definition, define, type ThingOf } from '../thing.ts';
import type { Tuples } from './tuples.ts';

/** What a batch is compared with. */
export interface Reference {
  /** [R, D], float32. */
  readonly embeddings: Tensor;
  /** [R], int32, or [R, C] sets. */
  readonly labels: Tensor;
  /** [B, R] or [1, R], bool: which pairs exist; default all. */
  readonly comparable?: Tensor;
}

/** What a miner chooses from. */
export interface MinerInput {
  /** [B, D]. No gradient flows through a miner. */
  readonly embeddings: Tensor;
  /** [B], int32; or [B, C], int32: 1 where a sample is of a class, of which it may have several. */
  readonly labels: Tensor;
  /** What the batch is compared with; default the batch itself. */
  readonly reference?: Reference;
}

/** Chooses the pairs or triplets of a batch that a loss is computed over. An immutable description. */
export interface Miner {
  /** Its name on the command line, in kebab case; of one of your own, any. */
  readonly name: string;
  /** Its options as they go into config.json: numbers, text, things by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The distance or similarity that it chooses by. */
  readonly distance: Distance;
  /** Chooses the tuples of a batch. `scope` is that of the loss; it holds the weights of a learned distance. */
  readonly mine: (input: MinerInput, scope?: Scope) => Tuples;
}

/** Defines a miner: the function that makes it, checked options, its entry on the command line and in the docs. */
export const defineMiner = <const O extends Shape>(definition: Definition<Miner, O>): ThingOf<Miner, O> =>
  define('miner', definition);
