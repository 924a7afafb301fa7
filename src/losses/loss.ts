import type { Distance } from '../distances/distance.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Reference } from '../miners/miner.ts';
import type { Tuples } from '../miners/tuples.ts';
import type { Scope } from '../nn/scope.ts';
import type { Shape } from '../options.ts';
import { type Definition, define, type ThingOf } from '../thing.ts';

/** What a loss is computed from. */
export interface LossInput {
  /** [B, D], float32. */
  readonly embeddings: Tensor;
  /** [B], int32: the class of each; or [B, C], int32: 1 where a sample is of a class, of which it may have several. */
  readonly labels: Tensor;
  /** What the batch is compared with; default the batch itself, each sample without itself. */
  readonly reference?: Reference;
  /** The pairs or triplets that a miner chose; default all. */
  readonly tuples?: Tuples;
  /** How many classes there are in training, where that is known. */
  readonly numClasses?: number;
  /** How many training samples each class has, where that is known. */
  readonly classCounts?: readonly number[];
  /** Whether this is a step of a training, in which a loss may begin more gently. */
  readonly inTraining?: boolean;
}

/** A differentiable cost of a batch of embeddings. An immutable description; a graph computes the numbers. */
export interface Loss {
  /** Its name on the command line, in kebab case; of one of your own, any. */
  readonly name: string;
  /** Its options as they go into config.json: numbers, text, things by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The distance or similarity that it compares embeddings by, where it has one. */
  readonly distance?: Distance;
  /** How many classes it has a weight for: labels must be below it. */
  readonly classes?: number;
  /** Whether it learns weights for each training class, which must then be the same classes in every batch. */
  readonly learnsClasses?: boolean;
  /** How many views of each sample a batch must hold, all first ones before all second ones. Default 1, the samples themselves. */
  readonly views?: number;
  /**
   * Whether a training gives it the embeddings batch-normalised, without a scale and a shift of their own. For losses that
   * moving, stretching or shrinking all embeddings together lowers, though nothing is learned by it.
   */
  readonly batchNorm?: boolean;
  /** What is likely a mistake in its options: cause and fix, a sentence each. */
  readonly warnings?: readonly string[];
  /** The loss, a float32 scalar. Learned weights come from `scope` by name. */
  readonly compute: (input: LossInput, scope: Scope) => Tensor;
}

/** Defines a loss: the function that makes it, checked options, its entry on the command line and in the docs. */
export const defineLoss = <const O extends Shape>(definition: Definition<Loss, O>): ThingOf<Loss, O> =>
  define('loss', definition);
