import { closeSync, openSync, readSync } from 'node:fs';
import { NearfarError } from '../errors.ts';
import { type NdArray, type StoredArray, sizeOf } from '../nd-array.ts';

/** Where rows of bytes lie: in a file of rows of one size, and which of these. */
export interface StoredPlace {
  readonly file: string;
  /** The row of the file that each row is. */
  readonly rows: Int32Array;
  /** [n, …]. */
  readonly shape: readonly number[];
}

/** Samples as bytes in a file, read by row. `data` reads all of them into memory. */
export class StoredRows implements StoredArray<Uint8Array> {
  readonly kind = Uint8Array;
  /** What a thread is given to read the same rows. */
  readonly place: StoredPlace;
  #data: Uint8Array | undefined;

  constructor(place: StoredPlace) {
    this.place = place;
  }

  get shape(): readonly number[] {
    return this.place.shape;
  }

  get data(): Uint8Array {
    if (this.#data) return this.#data;
    const data = new Uint8Array(sizeOf(this.shape));
    this.readRows(
      Int32Array.from({ length: this.shape[0]! }, (_, i) => i),
      data,
    );
    this.#data = data;
    return data;
  }

  select(indices: ArrayLike<number>): StoredRows {
    const { file, rows, shape } = this.place;
    const chosen = Int32Array.from(indices, i => rows[i]!);
    return new StoredRows({ file, rows: chosen, shape: [chosen.length, ...shape.slice(1)] });
  }

  followedBy(other: NdArray): StoredRows | undefined {
    const { file, rows, shape } = this.place;
    if (!(other instanceof StoredRows) || other.place.file !== file) return undefined;
    const both = Int32Array.from([...rows, ...other.place.rows]);
    return new StoredRows({ file, rows: both, shape: [both.length, ...shape.slice(1)] });
  }

  /** Rows that lie one behind the other are read at once. @throws NearfarError where the file is gone or too short */
  readRows(indices: ArrayLike<number>, into: Uint8Array): void {
    const { file, rows, shape } = this.place;
    const width = sizeOf(shape.slice(1));
    const opened = opening(file);
    try {
      for (let i = 0; i < indices.length; ) {
        const first = rows[indices[i]!]!;
        let count = 1;
        while (i + count < indices.length && rows[indices[i + count]!] === first + count) count++;
        readFully(opened, file, into.subarray(i * width, (i + count) * width), first * width);
        i += count;
      }
    } finally {
      closeSync(opened);
    }
  }
}

function opening(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw lost(file, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function readFully(opened: number, file: string, into: Uint8Array, position: number): void {
  for (let read = 0; read < into.length; ) {
    const count = readSync(opened, into, read, into.length - read, position + read);
    if (count === 0) throw lost(file, 'a shorter one');
    read += count;
  }
}

const lost = (file: string, got: string): NearfarError =>
  new NearfarError({
    who: file,
    expected: 'the file of decoded samples',
    got,
    fix: 'Run the command again (--resume goes on with a training): the samples are decoded anew',
  });
