import { Worker } from 'node:worker_threads';
import type { Dataset } from '../data/dataset.ts';
import { type StoredPlace, StoredRows } from '../data/stored-rows.ts';
import type { TupleList } from '../data/tuples.ts';
import { NearfarError } from '../errors.ts';
import type { Buffer } from '../graph/runtime.ts';
import type { BatchPlan } from '../methods/method.ts';
import { kindOf, type NdArray, sizeOf } from '../nd-array.ts';
import { shared, sharedCopy } from '../shared-array.ts';
import type { BatchSource } from './batches.ts';
import type { TrainConfig } from './config.ts';

/** Batches ready ahead of the step under way. */
export const SLOTS = 2;

/** Places in the shared control array: batches asked for, batches made. */
export const ASKED = 0;
export const MADE = 1;

/** Milliseconds for which waiting blocks this thread, before it hears whether the maker has died. */
const BLOCKED = 20;

/** What the thread that makes batches is given; all arrays are shared with it. */
export interface PrefetchInput {
  readonly config: TrainConfig;
  readonly dataset: {
    readonly name: string;
    readonly samples: NdArray<Uint8Array | Float32Array> | StoredPlace;
    readonly labels: Int32Array;
    readonly classNames: readonly string[];
    readonly list?: TupleList;
  };
  readonly epoch: number;
  readonly step: number;
  readonly control: Int32Array;
  readonly slots: readonly { readonly samples: Uint8Array | Float32Array; readonly labels: Int32Array }[];
}

/** Batches made by a thread of its own while the step before runs; the same batches as made directly. */
export class PrefetchedBatches implements BatchSource {
  readonly stepsPerEpoch: number;
  readonly rows: number;
  readonly #config: TrainConfig;
  readonly #dataset: Dataset;
  readonly #control = shared(Int32Array, 2);
  readonly #slots: PrefetchInput['slots'];
  #worker: Worker | undefined;
  #death: string | undefined;
  #taken = 0;

  constructor(dataset: Dataset, plan: BatchPlan, config: TrainConfig) {
    this.stepsPerEpoch = plan.over(dataset).batchesPerEpoch;
    this.rows = plan.rows;
    this.#config = config;
    this.#dataset = dataset;
    const { rows } = plan;
    const width = sizeOf(dataset.samples.shape.slice(1));
    const kind = kindOf(dataset.samples) as unknown as Parameters<typeof shared<Uint8Array | Float32Array>>[0];
    this.#slots = Array.from({ length: SLOTS }, () => ({
      samples: shared(kind, rows * width),
      labels: shared(Int32Array, rows),
    }));
  }

  /** The maker runs on from epoch to epoch by itself, so only the first call starts anything. */
  async begin(epoch: number, step: number): Promise<void> {
    if (this.#worker) return;
    const { name, samples, labels, classNames, list } = this.#dataset;
    const workerData: PrefetchInput = {
      config: this.#config,
      dataset: {
        name,
        samples: samples instanceof StoredRows ? samples.place : { ...samples, data: sharedCopy(samples.data) },
        labels: sharedCopy(labels),
        classNames,
        ...(list && { list }),
      },
      epoch,
      step,
      control: this.#control,
      slots: this.#slots,
    };
    this.#worker = new Worker(new URL('./prefetch-worker.js', import.meta.url), { workerData });
    this.#worker.on('error', ({ message }) => {
      this.#death ??= message;
    });
    this.#worker.on('exit', code => {
      this.#death ??= `exit code ${code}`;
    });
    this.#ask(SLOTS);
  }

  async next(samples: Buffer, labels: Buffer): Promise<void> {
    while (Atomics.load(this.#control, MADE) <= this.#taken) {
      if (this.#death !== undefined) throw died(this.#death);
      Atomics.wait(this.#control, MADE, this.#taken, BLOCKED);
      await new Promise(setImmediate);
    }
    const slot = this.#slots[this.#taken % SLOTS]!;
    (samples.data as Uint8Array).set(slot.samples);
    (labels.data as Int32Array).set(slot.labels);
    this.#taken++;
    this.#ask(1);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(count: number): void {
    Atomics.add(this.#control, ASKED, count);
    Atomics.notify(this.#control, ASKED);
  }
}

const died = (got: string): NearfarError =>
  new NearfarError({ who: 'train', expected: 'the thread that makes batches to go on', got });
