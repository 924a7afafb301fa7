import type { Labelled } from '../data/samplers/by-class.ts';
import type { Epochs, Sampler } from '../data/samplers/sampler.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import type { Module, Scope } from '../nn/index.ts';
import type { Shape as Options } from '../options.ts';
import { type Definition, define, type ThingOf } from '../thing.ts';

/** The network of a run, at any width of its last layer, and the width that embeddings should have. */
export interface Architecture {
  readonly dim: number;
  readonly net: (width: number) => Module;
}

/** A batch as a method's objective sees it: samples as the network takes them, and their classes. */
export interface TrainingBatch {
  /** [N, …sample], float32, normalised; laid out as the method's batches are (all left halves of pairs first, say). */
  readonly samples: Tensor;
  /** [N, …sample], float32, before normalisation; bytes as 0 to 1. */
  readonly intensities: Tensor;
  /** [N], int32: indices into the training classes, 0 … classes − 1. */
  readonly labels: Tensor;
  /** How many classes there are in training. */
  readonly classes: number;
  /** How many training samples each class has, where that is known. */
  readonly classCounts?: readonly number[];
}

/** What a step computes: the loss to descend, the embeddings it was computed from, scalars to report. */
export interface Objective {
  readonly loss: Tensor;
  /** [N, dim], where the method has an embedding: watched for collapse. */
  readonly embeddings?: Tensor;
  readonly metrics?: Readonly<Record<string, Tensor>>;
}

/** Which samples make up a step: batches of `rows` indices each. */
export interface BatchPlan {
  readonly rows: number;
  readonly over: (source: Labelled) => Epochs<Int32Array>;
}

/** How far apart a trained model says that two samples are, where that is not the distance of their embeddings. */
export interface PairScorer {
  /** What it looks at: both samples as the network takes them, or their embeddings. */
  readonly of: 'samples' | 'embeddings';
  /** a and b [N, …] → [N], greater is farther; its parameters lie where the objective put them. */
  readonly distance: (a: Tensor, b: Tensor, architecture: Architecture, scope: Scope) => Tensor;
}

/** What makes samples of points of the latent space: z [N, dim] → intensities [N, …sample], 0 to 1. */
export type Decoder = (z: Tensor, sample: Shape, scope: Scope) => Tensor;

/** Where a sampler, a network and an objective meet. An immutable description. */
export interface Method {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What is likely a mistake in its options: cause and fix, a sentence each. */
  readonly warnings?: readonly string[];
  /** Whether it learns something of each training class, so that these have to stay the same from batch to batch. */
  readonly learnsClasses?: boolean;
  /** How many times each sample of a batch comes, where that is more than once: jittered anew each time, they are views. */
  readonly views?: number;
  /** The batches of its steps, for training on so many classes. */
  readonly batches: (classes: number) => BatchPlan;
  /** The objective over a batch. */
  readonly objective: (batch: TrainingBatch, architecture: Architecture, scope: Scope) => Objective;
  /** What embeds after training; none where the method only scores pairs. */
  readonly encoder?: (architecture: Architecture) => Module;
  /** The distance that it learns of two samples, where that is not the distance of their embeddings. */
  readonly scorer?: PairScorer;
  /** What makes samples of embeddings, where it learns that. */
  readonly decoder?: Decoder;
}

/** Defines a method: the function that makes it, checked options, its entry on the command line and in the docs. */
export const defineMethod = <const O extends Options>(definition: Definition<Method, O>): ThingOf<Method, O> =>
  define('method', definition);

/** The usual encoder: the network at the width of the embedding, its parameters under `encoder`. */
export const plainEncoder =
  ({ net, dim }: Architecture): Module =>
  (x, scope) =>
    net(dim)(x, scope.child('encoder'));

/** A sampler's batches, each laid out as one list of indices. */
export const laidOut = <Batch>(
  sampler: Sampler<Batch>,
  rows: number,
  layOut: (batch: Batch) => readonly Int32Array[],
): BatchPlan => ({
  rows,
  over(source) {
    const { batchesPerEpoch, epoch } = sampler.over(source);
    return {
      batchesPerEpoch,
      *epoch(number, seed) {
        for (const batch of epoch(number, seed)) yield joined(layOut(batch), rows);
      },
    };
  },
});

function joined(parts: readonly Int32Array[], rows: number): Int32Array {
  const all = new Int32Array(rows);
  parts.reduce((start, part) => {
    all.set(part, start);
    return start + part.length;
  }, 0);
  return all;
}
