/** The arrays that numbers may lie in. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array;

/** Numbers with a shape, row-major. The form in which arrays cross the public API. */
export interface NdArray<T extends TypedArray = TypedArray> {
  /** The numbers, the last axis running fastest. */
  readonly data: T;
  /** The extent of each axis; their product is the count of numbers. */
  readonly shape: readonly number[];
}

/** What is taken wherever a matrix is expected. */
export type Matrix = NdArray | readonly (readonly number[])[] | readonly TypedArray[];

/** Numbers in lists of lists, all lists of a level equally long; the innermost may be typed arrays. */
export type Nested = readonly number[] | readonly TypedArray[] | readonly Nested[];

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** An array that lies elsewhere than in memory: its rows are read when they are asked for. `data` reads all of them, once. */
export interface StoredArray<T extends TypedArray = TypedArray> extends NdArray<T> {
  /** What its numbers are read into. */
  readonly kind: new (
    length: number,
  ) => T;
  /** Reads the rows that `indices` name into an array, one behind the other. */
  readRows(indices: ArrayLike<number>, into: T): void;
  /** The rows that `indices` name, where they lie. */
  select(indices: ArrayLike<number>): StoredArray<T>;
  /** These rows, then those of the other, where they lie; undefined where they do not lie together. */
  followedBy(other: NdArray<T>): StoredArray<T> | undefined;
}

/** The memory of an array, byte by byte. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Whether an array lies elsewhere than in memory. */
export const isStored = <T extends TypedArray>(array: NdArray<T>): array is StoredArray<T> => 'readRows' in array;

/** The kind of array that the numbers of another lie in. */
export const kindOf = <T extends TypedArray>(array: NdArray<T>): (new (length: number) => T) =>
  isStored(array) ? array.kind : (array.data.constructor as new (length: number) => T);

/** Whether the numbers are bytes. */
export const areBytes = (array: NdArray): boolean =>
  isStored(array) ? array.kind === Uint8Array : array.data instanceof Uint8Array;

/** How many numbers there are; a stored array has what its shape says. */
export const countOf = (array: NdArray): number => (isStored(array) ? sizeOf(array.shape) : array.data.length);

/** Copies the rows of `array` (along its first axis) that `indices` name into another array, one behind the other. */
export function readRows<T extends TypedArray>(array: NdArray<T>, indices: ArrayLike<number>, into: T): void {
  if (isStored(array)) {
    array.readRows(indices, into);
    return;
  }
  const width = sizeOf(array.shape.slice(1));
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * width;
    into.set(array.data.subarray(start, start + width) as never, i * width);
  }
}

/** The numbers of the rows from `start` to before `end`; of an array in memory they are not copied. */
export function rowsBetween<T extends TypedArray>(array: NdArray<T>, start: number, end: number): T {
  const width = sizeOf(array.shape.slice(1));
  if (!isStored(array)) return array.data.subarray(start * width, end * width) as T;
  const rows = new array.kind((end - start) * width);
  array.readRows(
    Int32Array.from({ length: end - start }, (_, i) => start + i),
    rows,
  );
  return rows;
}

/** Numbers that are looked at together, about. */
const BLOCK = 2 ** 20;

/** The numbers of all rows in their order, some whole rows at a time. */
export function* rowBlocks<T extends TypedArray>(array: NdArray<T>): Generator<T> {
  const [n = 0, ...rest] = array.shape;
  const step = Math.max(1, Math.floor(BLOCK / Math.max(1, sizeOf(rest))));
  for (let start = 0; start < n; start += step) yield rowsBetween(array, start, Math.min(start + step, n));
}

/** The rows of `array` that `indices` name, copied into a new array. */
export function takeRows<T extends TypedArray>(array: NdArray<T>, indices: ArrayLike<number>): NdArray<T> {
  const data = new (kindOf(array))(indices.length * sizeOf(array.shape.slice(1)));
  readRows(array, indices, data);
  return { data, shape: [indices.length, ...array.shape.slice(1)] };
}

/** The rows of `array` that `indices` name: where they lie, or, of an array in memory, in a new one. */
export const selectRows = <T extends TypedArray>(array: NdArray<T>, indices: ArrayLike<number>): NdArray<T> =>
  isStored(array) ? array.select(indices) : takeRows(array, indices);

/** The rows of `a`, then those of `b`. */
export function stacked<T extends TypedArray>(a: NdArray<T>, b: NdArray<T>): NdArray<T> {
  const stored = isStored(a) ? a.followedBy(b) : undefined;
  if (stored) return stored;
  const data = new (a.data.constructor as new (length: number) => T)(a.data.length + b.data.length);
  data.set(a.data as never);
  data.set(b.data as never, a.data.length);
  return { data, shape: [a.shape[0]! + b.shape[0]!, ...a.shape.slice(1)] };
}
