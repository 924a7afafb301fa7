import type { Labelled } from '../data/samplers/by-class.ts';
import { listed } from '../data/samplers/listed.ts';
import type { Epochs, Sampler } from '../data/samplers/sampler.ts';
import type { TupleKind, TupleList } from '../data/tuples.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import type { Module, Scope } from '../nn/index.ts';
import { occurrences } from '../occurrences.ts';
import type { Shape as Options } from '../options.ts';
import { type Definition, define, type ThingOf } from '../thing.ts';

/** The network of a run for any width of its last layer, and the width of embeddings. */
export interface Architecture {
  /** The width of embeddings. */
  readonly dim: number;
  /** The network whose last layer has a width: samples [N, …] → [N, width]. */
  readonly net: (width: number) => Module;
  /** The network without the linear layer at its end, at the width of its units; absent where it has no such form. */
  readonly units?: (width: number) => Module;
}

/** A batch for the objective of a method. */
export interface TrainingBatch {
  /** [N, …sample], float32, normalised; in the order of the method's batches (as all left samples of pairs, then all right ones). */
  readonly samples: Tensor;
  /** [N, …sample], float32, before normalisation; bytes are 0 to 1. */
  readonly intensities: Tensor;
  /** [N], int32: indices into the training classes, 0 … classes − 1. */
  readonly labels: Tensor;
  /** How many classes there are in training. */
  readonly classes: number;
  /** How many training samples each class has, where that is known. */
  readonly classCounts?: readonly number[];
}

/** What a step computes. */
export interface Objective {
  /** What is minimised, a scalar. */
  readonly loss: Tensor;
  /** The embeddings [N, dim], where the method has them; training stops where they collapse to a point. */
  readonly embeddings?: Tensor;
  /** Scalars to log beside the loss, by name. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
}

/** The batches of the steps, of `rows` sample indices each. */
export interface BatchPlan {
  /** How many sample indices a batch has, the same in every step. */
  readonly rows: number;
  /** What its batches are made of: pairs and triplets can come from a list, and `groups`, the classes of what a list links as alike. @default 'classes' */
  readonly trainsOn?: 'classes' | 'groups' | 'samples' | TupleKind;
  /** The batches of a data set's training samples. */
  readonly over: (source: Labelled) => Epochs<Int32Array>;
}

/** The learned distance of two samples, of methods that do not compare embeddings by a distance. */
export interface PairScorer {
  /** What it takes: both samples as the network takes them, or their embeddings. */
  readonly of: 'samples' | 'embeddings';
  /** a and b [N, …] → [N]; greater is farther. It uses the parameters that the objective trained. */
  readonly distance: (a: Tensor, b: Tensor, architecture: Architecture, scope: Scope) => Tensor;
}

/** Makes samples of points of the latent space: z [N, dim] → intensities [N, …sample], 0 to 1. */
export type Decoder = (z: Tensor, sample: Shape, scope: Scope) => Tensor;

/** The approximate posterior of samples, N(mean, e^logVariance): x [N, …sample] → [N, dim] each. */
export type Posterior = (
  architecture: Architecture,
) => (x: Tensor, scope: Scope) => { readonly mean: Tensor; readonly logVariance: Tensor };

/** A way to train: which batches, which encoder, which objective. An immutable description. */
export interface Method {
  /** Its name on the command line, in kebab case; of one of your own, any. */
  readonly name: string;
  /** Its options as they go into config.json: numbers, text, things by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What is likely a mistake in its options: cause and fix, a sentence each. */
  readonly warnings?: readonly string[];
  /** Whether it learns weights for each training class, which must then be the same classes in every batch. */
  readonly learnsClasses?: boolean;
  /** How many views of each sample a batch has, each jittered anew; absent for one. */
  readonly views?: number;
  /** The batches of its steps, for a number of training classes. */
  readonly batches: (classes: number) => BatchPlan;
  /** The objective over a batch. */
  readonly objective: (batch: TrainingBatch, architecture: Architecture, scope: Scope) => Objective;
  /** The encoder after training; absent where the method only has a learned distance. */
  readonly encoder?: (architecture: Architecture) => Module;
  /** The learned distance of two samples, where that is not the distance of their embeddings. */
  readonly scorer?: PairScorer;
  /** What the encoder says of a sample beside its mean, which is the embedding; absent where it has none. */
  readonly posterior?: Posterior;
  /** The decoder that it trains; absent where it has none. */
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

/** The batches of a sampler, each as one list of `rows` indices. */
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

/** The tuples of a data set's own list where it has one, else those of a sampler. */
export const listedOr = <Batch>(
  trainsOn: TupleKind,
  sampler: Sampler<Batch>,
  batchSize: number,
  layOut: (batch: Batch) => readonly Int32Array[],
): BatchPlan => {
  const rows = (trainsOn === 'pairs' ? 2 : 3) * batchSize;
  const drawn = laidOut(sampler, rows, layOut);
  const given = (list: TupleList) =>
    laidOut({ name: 'listed', over: () => listed(list, { batchSize }) }, rows, columns => columns);
  return { ...drawn, trainsOn, over: source => (source.list ? given(source.list) : drawn).over(source) };
};

/** Batches of classes; of a list its groups, those with two samples or more. */
export const ofGroups = (plan: BatchPlan): BatchPlan => ({
  ...plan,
  trainsOn: 'groups',
  over(source) {
    if (!source.list) return plan.over(source);
    const sizes = occurrences(source.labels);
    const rows = Int32Array.from(source.labels.keys()).filter(i => sizes.get(source.labels[i]!)! >= 2);
    const { batchesPerEpoch, epoch } = plan.over({ ...source, labels: rows.map(i => source.labels[i]!) });
    return {
      batchesPerEpoch,
      *epoch(number, seed) {
        for (const batch of epoch(number, seed)) yield batch.map(i => rows[i]!);
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
