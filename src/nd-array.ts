import { NearfarError } from './errors.ts';

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
export type Matrix = NdArray | readonly (readonly number[])[] | readonly Float32Array[];

/** Numbers in lists of lists, all lists of a level equally long. */
export type Nested = readonly number[] | readonly Nested[];

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** A two-dimensional array of float32, from an `NdArray` of any number type or from nested arrays (all rows equally long). */
export function toMatrix(value: Matrix, who: string): NdArray<Float32Array> {
  if (Array.isArray(value)) return fromRows(value as readonly (readonly number[])[], who);
  const { data, shape } = (value ?? {}) as NdArray;
  if (!Array.isArray(shape) || data?.length === undefined) {
    const got = ArrayBuffer.isView(value)
      ? `${(value as unknown as Float32Array).length} numbers without a shape`
      : typeof value;
    throw new NearfarError({ who, expected: 'a matrix: rows, or { data, shape: [rows, columns] }', got });
  }
  if (shape.length !== 2 || sizeOf(shape) !== data.length) {
    throw new NearfarError({
      who,
      expected: 'a matrix [rows, columns]',
      got: `shape [${shape.join(', ')}] with ${data.length} numbers`,
    });
  }
  return { data: data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>, Number), shape };
}

function fromRows(rows: readonly ArrayLike<number>[], who: string): NdArray<Float32Array> {
  const isRow = (row: unknown): row is ArrayLike<number> => Array.isArray(row) || ArrayBuffer.isView(row);
  const columns = isRow(rows[0]) ? rows[0].length : 0;
  const data = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (!isRow(row) || typeof (row[0] ?? 0) !== 'number') {
      const got = isRow(row) ? 'rows of rows' : `${typeof row} in place of row ${i}`;
      throw new NearfarError({ who, expected: 'a matrix [rows, columns]', got });
    }
    if (row.length !== columns) {
      throw new NearfarError({ who, expected: `rows of ${columns} numbers each`, got: `row ${i} with ${row.length}` });
    }
    data.set(row, i * columns);
  });
  return { data, shape: [rows.length, columns] };
}

/** Nested arrays of any depth, or a number, as float32. `who` asks for them. */
export function fromNested(value: Nested | number, who: string): NdArray<Float32Array> {
  const shape: number[] = [];
  for (let part: unknown = value; Array.isArray(part); part = part[0]) shape.push(part.length);
  const data = new Float32Array(sizeOf(shape));
  let at = 0;
  const fill = (part: unknown, place: readonly number[]): void => {
    const extent = shape[place.length];
    if (extent === undefined ? typeof part !== 'number' : !Array.isArray(part) || part.length !== extent) {
      const expected = `${extent === undefined ? 'a number' : `${extent} values`} at [${place.join(', ')}]`;
      const got = Array.isArray(part) ? `${part.length} values` : JSON.stringify(part);
      throw new NearfarError({ who, expected, got: got ?? 'nothing' });
    }
    if (extent === undefined) data[at++] = part as number;
    else for (const [i, each] of (part as unknown[]).entries()) fill(each, [...place, i]);
  };
  fill(value, []);
  return { data, shape };
}

/** The rows of `array` (along its first axis) that `indices` name, copied into a new array. */
export function takeRows<T extends TypedArray>(array: NdArray<T>, indices: ArrayLike<number>): NdArray<T> {
  const width = sizeOf(array.shape.slice(1));
  const data = new (array.data.constructor as new (length: number) => T)(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * width;
    data.set(array.data.subarray(start, start + width) as never, i * width);
  }
  return { data, shape: [indices.length, ...array.shape.slice(1)] };
}

/** The rows of `a`, then those of `b`. */
export function stacked<T extends TypedArray>(a: NdArray<T>, b: NdArray<T>): NdArray<T> {
  const data = new (a.data.constructor as new (length: number) => T)(a.data.length + b.data.length);
  data.set(a.data as never);
  data.set(b.data as never, a.data.length);
  return { data, shape: [a.shape[0]! + b.shape[0]!, ...a.shape.slice(1)] };
}
