import type { Labelled } from '../data/samplers/by-class.ts';
import type { Epochs, Sampler } from '../data/samplers/sampler.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Module, Scope } from '../nn/index.ts';

/** A batch as a method's objective sees it: samples as the network takes them, and their classes. */
export interface TrainingBatch {
  /** [N, …sample], float32, normalised; laid out as the method's batches are (all left halves of pairs first, say). */
  readonly samples: Tensor;
  /** [N], int32: indices into the training classes, 0 … classes − 1. */
  readonly labels: Tensor;
  /** How many classes there are in training. */
  readonly classes: number;
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

/** Where a sampler, a network and an objective meet. An immutable description. */
export interface Method {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly batches: BatchPlan;
  /** The objective over a batch; the encoder's parameters lie in `scope.child('encoder')`. */
  readonly objective: (batch: TrainingBatch, encoder: Module, scope: Scope) => Objective;
}

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
