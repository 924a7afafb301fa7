import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MEMORY } from '../data/collection.ts';
import { ingestedFolder } from '../data/ingest.ts';
import { StoredRows } from '../data/stored-rows.ts';
import { fileError, makeFolder, removeIfPossible } from '../files.ts';
import { toOnnx } from '../graph/onnx/export.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { type Buffer, buffer, openSession, type Session, type SessionOptions } from '../graph/runtime.ts';
import { ancestors } from '../graph/walk.ts';
import { bytesOf, type NdArray, rowBlocks, rowsBetween, sizeOf } from '../nd-array.ts';
import type { Pretrained } from '../networks/network.ts';
import { Scope } from '../nn/index.ts';
import type { Samples } from './model.ts';
import { normalize, type SampleType } from './sample-type.ts';

/** Numbers that the largest value of the network has, about, for the samples that go through it at once. */
const NUMBERS = 2 ** 24;
/** Samples that go through at once, at most. */
const ROWS = 256;

/** Told how many features of how many are computed; what it throws ends the computation. */
export type OnFeatures = (done: number, total: number) => void;

/** The part of a network that is never trained: it computes the features of samples, always the same numbers for the same samples. */
export class Features {
  readonly #session: Session;
  readonly #rows: Buffer;
  readonly #hash: string;
  /** How many features a sample has. */
  readonly width: number;

  private constructor(session: Session, rows: Buffer, hash: string, width: number) {
    this.#session = session;
    this.#rows = rows;
    this.#hash = hash;
    this.width = width;
  }

  static async open(
    { features }: Pretrained,
    { dtype, shape, normalization }: SampleType,
    options: SessionOptions,
  ): Promise<Features> {
    // All blocks have as many rows, so that the graph need not serve any other number, as in training.
    const of = (n: number) =>
      features(normalize(input('samples', dtype, [n, ...shape]), normalization), new Scope({ training: true }));
    const values = ancestors([of(1)]).flatMap(({ outputs }) => outputs.filter(y => y.shape[0] === 1));
    const largest = Math.max(...values.map(y => sizeOf(y.shape)));
    const rows = Math.max(1, Math.min(ROWS, Math.floor(NUMBERS / largest)));
    const found = of(rows);
    const model = toOnnx(program({ features: found }));
    const hash = createHash('sha256').update(model).digest('hex');
    return new Features(await openSession(model, options), buffer(dtype, [rows, ...shape]), hash, found.shape[1]!);
  }

  /** The features [n, width] of samples [n, …]: in memory, or in a file of the cache, by what a run may have of images in memory. */
  async of(samples: Samples, onFeatures: OnFeatures = () => {}): Promise<NdArray<Float32Array>> {
    const n = samples.shape[0]!;
    const length = n * this.width;
    if (4 * length > MEMORY.mostBytes) return this.#stored(samples, onFeatures);
    const data = new Float32Array(length);
    let at = 0;
    for await (const block of this.#blocks(samples, onFeatures)) {
      data.set(block, at);
      at += block.length;
    }
    return { data, shape: [n, this.width] };
  }

  /** All blocks have the same number of rows, so that a sample's features do not depend on how many there are. */
  async *#blocks(samples: Samples, onFeatures: OnFeatures): AsyncGenerator<Float32Array> {
    const n = samples.shape[0]!;
    const atOnce = this.#rows.shape[0]!;
    onFeatures(0, n);
    for (let start = 0; start < n; start += atOnce) {
      const end = Math.min(start + atOnce, n);
      (this.#rows.data as Uint8Array).set(rowsBetween(samples, start, end) as Uint8Array);
      const { features } = await this.#session.run({ samples: this.#rows });
      yield (features!.data as Float32Array).subarray(0, (end - start) * this.width);
      onFeatures(end, n);
    }
  }

  /** A file is there whole or not at all; its name says of which network and samples it is. */
  async #stored(samples: Samples, onFeatures: OnFeatures): Promise<StoredRows<Float32Array>> {
    const n = samples.shape[0]!;
    const file = join(ingestedFolder(), `features-${this.#keyOf(samples)}`, 'rows');
    if (statSync(file, { throwIfNoEntry: false })?.size !== 4 * n * this.width) {
      await write(file, this.#blocks(samples, onFeatures));
    }
    const rows = Int32Array.from({ length: n }, (_, i) => i);
    return new StoredRows<Float32Array>({ file, rows, shape: [n, this.width], type: 'float32' });
  }

  #keyOf(samples: Samples): string {
    const hash = createHash('sha256').update(`${this.#hash} ${samples.shape}`);
    for (const block of rowBlocks(samples)) hash.update(bytesOf(block));
    return hash.digest('hex').slice(0, 32);
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}

async function write(file: string, blocks: AsyncIterable<Float32Array>): Promise<void> {
  const part = `${file}.${randomBytes(4).toString('hex')}`;
  let opened: number | undefined;
  try {
    makeFolder(dirname(file));
    opened = openSync(part, 'w');
    for await (const block of blocks) {
      const bytes = bytesOf(block);
      for (let written = 0; written < bytes.length; ) written += writeSync(opened, bytes, written);
    }
    fsyncSync(opened);
    renameSync(part, file);
  } catch (error) {
    removeIfPossible(part);
    throw fileError(error, file);
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
