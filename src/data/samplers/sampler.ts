import { NearfarError, UsageError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { Labelled } from './by-class.ts';

/** How batches are drawn from labelled samples: a description, which `over` ties to a data set. */
export interface Sampler<Batch> {
  /** Its name, for errors. */
  readonly name: string;
  /** The batches of a data set. @throws NearfarError if the data set cannot be sampled this way */
  over(source: Labelled): Epochs<Batch>;
}

/**
 * The batches of every epoch. An epoch's batches depend on the seed and the epoch's number alone, so the whole state of
 * a run is (seed, epoch, batches done): to resume, ask for the same epoch again and skip what was done.
 */
export interface Epochs<Batch> {
  /** How many batches every epoch has, at least 1. */
  readonly batchesPerEpoch: number;
  /** The batches of an epoch, counted from 0, in their order. The same epoch and seed give the same batches. */
  epoch(epoch: number, seed: number): Generator<Batch, void, undefined>;
}

/** Indices of samples, `batchSize` of them in every batch. */
export interface IndexBatch {
  /** [batchSize] */
  readonly indices: Int32Array;
}

/** Indices of pairs; `same` is 1 where both are of one class and 0 where not. */
export interface PairBatch {
  /** [batchSize]: the first sample of each pair. */
  readonly left: Int32Array;
  /** [batchSize]: the second sample of each pair. */
  readonly right: Int32Array;
  /** [batchSize], 1 or 0. */
  readonly same: Uint8Array;
}

/** Indices of triplets: the positive is of the anchor's class, the negative of another. */
export interface TripletBatch {
  /** [batchSize] */
  readonly anchors: Int32Array;
  /** [batchSize]: for each anchor another sample of its class. */
  readonly positives: Int32Array;
  /** [batchSize]: for each anchor a sample of another class. */
  readonly negatives: Int32Array;
}

/**
 * Every sample once, in random order, `batchSize` at a time. Batches have one size, so the last is filled up with the
 * samples the epoch began with.
 */
export function* shuffledBatches(count: number, batchSize: number, random: Random): Generator<Int32Array> {
  const order = random.permutation(count);
  for (let start = 0; start < count; start += batchSize) {
    const batch = new Int32Array(batchSize);
    batch.set(order.subarray(start, start + batchSize));
    batch.set(order.subarray(0, Math.max(0, start + batchSize - count)), Math.min(batchSize, count - start));
    yield batch;
  }
}

/** @throws UsageError, from `who`, for the first of the named counts that is not a whole number from 1 */
export function requirePositiveIntegers(who: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new UsageError({ who, expected: `${name} to be a positive integer`, got: String(value) });
  }
}

/** @throws NearfarError, from `who`, if there are fewer samples than a batch takes */
export function requireBatchFits(who: string, batchSize: number, count: number, what = 'samples'): void {
  if (batchSize <= count) return;
  throw new NearfarError({
    who,
    expected: `at least one batch of ${batchSize} ${what}`,
    got: `${count} ${what}`,
    fix: `Lower batchSize to ${count} or less`,
  });
}
