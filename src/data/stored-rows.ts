import { closeSync, openSync, readSync } from 'node:fs';
import { NearfarError } from '../errors.ts';
import { bytesOf, type NdArray, type StoredArray, sizeOf } from '../nd-array.ts';

/** Where rows lie: in a file of rows of one size, and which of these. */
export interface StoredPlace {
  readonly file: string;
  /** What the rows are: samples as bytes, by default, or features as floats in the machine's order of bytes. */
  readonly type?: 'float32';
  /** The row of the file that each row is. */
  readonly rows: Int32Array;
  /** [n, …]. */
  readonly shape: readonly number[];
}

/** Samples in a file, read by row. `data` reads all of them into memory. */
export class StoredRows<T extends Uint8Array | Float32Array = Uint8Array> implements StoredArray<T> {
  readonly kind: new (
    length: number,
  ) => T;
  /** What a thread is given to read the same rows. */
  readonly place: StoredPlace;
  #data: T | undefined;

  constructor(place: StoredPlace) {
    this.place = place;
    this.kind = (place.type === 'float32' ? Float32Array : Uint8Array) as unknown as typeof this.kind;
  }

  get shape(): readonly number[] {
    return this.place.shape;
  }

  get data(): T {
    if (this.#data) return this.#data;
    const data = new this.kind(sizeOf(this.shape));
    this.readRows(
      Int32Array.from({ length: this.shape[0]! }, (_, i) => i),
      data,
    );
    this.#data = data;
    return data;
  }

  select(indices: ArrayLike<number>): StoredRows<T> {
    const { rows } = this.place;
    return this.#of(Int32Array.from(indices, i => rows[i]!));
  }

  followedBy(other: NdArray): StoredRows<T> | undefined {
    const { file, rows } = this.place;
    if (!(other instanceof StoredRows) || other.place.file !== file) return undefined;
    return this.#of(Int32Array.from([...rows, ...other.place.rows]));
  }

  #of(rows: Int32Array): StoredRows<T> {
    return new StoredRows({ ...this.place, rows, shape: [rows.length, ...this.place.shape.slice(1)] });
  }

  /** Rows that lie one behind the other are read at once. @throws NearfarError where the file is gone or too short */
  readRows(indices: ArrayLike<number>, into: T): void {
    const { rows, shape } = this.place;
    const width = sizeOf(shape.slice(1)) * into.BYTES_PER_ELEMENT;
    const bytes = bytesOf(into);
    const opened = opening(this.place);
    try {
      for (let i = 0; i < indices.length; ) {
        const first = rows[indices[i]!]!;
        let count = 1;
        while (i + count < indices.length && rows[indices[i + count]!] === first + count) count++;
        readFully(opened, this.place, bytes.subarray(i * width, (i + count) * width), first * width);
        i += count;
      }
    } finally {
      closeSync(opened);
    }
  }
}

function opening(place: StoredPlace): number {
  try {
    return openSync(place.file, 'r');
  } catch (error) {
    throw lost(place, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function readFully(opened: number, place: StoredPlace, into: Uint8Array, position: number): void {
  for (let read = 0; read < into.length; ) {
    const count = readSync(opened, into, read, into.length - read, position + read);
    if (count === 0) throw lost(place, 'a shorter one');
    read += count;
  }
}

const lost = ({ file, type }: StoredPlace, got: string): NearfarError =>
  new NearfarError({
    who: file,
    expected: `the file of ${type === 'float32' ? 'features' : 'decoded samples'}`,
    got,
    fix: 'Run the command again (--resume goes on with a training): it is made anew',
  });
