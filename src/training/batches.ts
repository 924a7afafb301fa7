import type { Dataset } from '../data/dataset.ts';
import type { Epochs } from '../data/samplers/sampler.ts';
import type { Buffer } from '../graph/runtime.ts';
import type { BatchPlan } from '../methods/method.ts';
import { readRows } from '../nd-array.ts';
import { augmentBatch } from './augment.ts';
import type { Augment } from './augment-options.ts';

/** Where a run's batches come from, in their order. */
export interface BatchSource {
  readonly stepsPerEpoch: number;
  /** Samples in a batch. */
  readonly rows: number;
  /** Goes to a place: the next batch is number `step` of epoch `epoch`. */
  begin(epoch: number, step: number): Promise<void>;
  /** Writes the next batch into a step's input buffers. */
  next(samples: Buffer, labels: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Copies the samples that `indices` name, and their labels, into batch arrays. */
export function fillBatch(
  dataset: Pick<Dataset, 'samples' | 'labels'>,
  indices: Int32Array,
  samples: Uint8Array | Float32Array,
  labels: Int32Array,
): void {
  readRows(dataset.samples, indices, samples);
  indices.forEach((sample, i) => {
    labels[i] = dataset.labels[sample]!;
  });
}

/** Batches made where the steps run, each when it is asked for. */
export class DirectBatches implements BatchSource {
  readonly rows: number;
  readonly #dataset: Dataset;
  readonly #epochs: Epochs<Int32Array>;
  readonly #seed: number;
  readonly #augment: Augment | undefined;
  #epoch = 0;
  #step = 0;
  #current: Iterator<Int32Array> | undefined;

  constructor(
    dataset: Dataset,
    plan: BatchPlan,
    { seed, augment }: { readonly seed: number; readonly augment?: Augment | undefined },
  ) {
    this.#dataset = dataset;
    this.rows = plan.rows;
    this.#epochs = plan.over(dataset);
    this.#seed = seed;
    this.#augment = augment;
  }

  get stepsPerEpoch(): number {
    return this.#epochs.batchesPerEpoch;
  }

  async begin(epoch: number, step: number): Promise<void> {
    this.#current = this.#epochs.epoch(epoch, this.#seed);
    for (let i = 0; i < step; i++) this.#current.next();
    [this.#epoch, this.#step] = [epoch, step];
  }

  async next(samples: Buffer, labels: Buffer): Promise<void> {
    const { value } = this.#current!.next();
    fillBatch(this.#dataset, value as Int32Array, samples.data as Uint8Array, labels.data as Int32Array);
    const place = { seed: this.#seed, epoch: this.#epoch, step: this.#step++ };
    augmentBatch(samples.data as Uint8Array, labels.data as Int32Array, this.#dataset, this.#augment, place);
  }

  async close(): Promise<void> {}
}
