import { UsageError } from './errors.ts';
import { type Matrix, type NdArray, type Nested, sizeOf, type TypedArray } from './nd-array.ts';

// What people hand over: each function takes every form of its numbers, or throws an error that names both shapes.

type List = readonly unknown[] | TypedArray;

/** Whether a value is an array, be it typed. */
export const isList = (value: unknown): value is List =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const isExtent = (extent: unknown): boolean => Number.isInteger(extent) && (extent as number) >= 0;

/** Whether a value is an array with its shape; whether its numbers are as many as that says is another question. */
export const isNdArray = (value: unknown): value is NdArray =>
  typeof value === 'object' &&
  value !== null &&
  'shape' in value &&
  Array.isArray(value.shape) &&
  value.shape.every(isExtent) &&
  'data' in value;

/** How long the lists of each level are, by the first of each. */
function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  for (let part = value; isList(part); part = part[0]) shape.push(part.length);
  return shape;
}

/** Characters of a text that an error shows, at most. */
const SHOWN = 40;

/** What came where an array was expected, in words: its shape where it has one. */
export function described(value: unknown): string {
  if (value === undefined) return 'none';
  if (isList(value)) return `shape [${shapeOf(value).join(', ')}]`;
  if (isNdArray(value)) return `shape [${value.shape.join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** A two-dimensional array of float32, from an `NdArray` of any number type or from rows (all equally long). */
export function toMatrix(value: Matrix, who: string): NdArray<Float32Array> {
  if (Array.isArray(value)) return fromRows(value, who);
  if (!isNdArray(value)) {
    const got = isList(value) ? `${value.length} numbers without a shape` : described(value);
    throw new UsageError({ who, expected: 'a matrix: rows, or { data, shape: [rows, columns] }', got });
  }
  const { shape } = value;
  if (shape.length !== 2) {
    const got = `shape [${shape.join(', ')}]${isList(value.data) ? ` with ${value.data.length} numbers` : ''}`;
    throw new UsageError({ who, expected: 'a matrix [rows, columns]', got });
  }
  return { data: toFloats(dataOf(value, who, 'a matrix [rows, columns]'), who), shape };
}

/** The numbers of an array with a shape. @throws UsageError unless there are as many as the shape says */
export function dataOf({ data, shape }: NdArray, who: string, expected?: string): TypedArray {
  if (isList(data) && data.length === sizeOf(shape)) return data;
  const count = isList(data) ? `${data.length} numbers` : described(data);
  if (expected !== undefined) throw new UsageError({ who, expected, got: `shape [${shape.join(', ')}] with ${count}` });
  const wanted = `${sizeOf(shape)} numbers for shape [${shape.join(', ')}]`;
  throw new UsageError({ who, expected: wanted, got: isList(data) ? String(data.length) : count });
}

/** Numbers of any type as float32. */
export function toFloats(data: List, who: string): Float32Array {
  if (data instanceof Float32Array) return data;
  return Array.isArray(data) ? filled(data, [data.length], who) : Float32Array.from(data as ArrayLike<number>, Number);
}

function fromRows(rows: readonly unknown[], who: string): NdArray<Float32Array> {
  const columns = isList(rows[0]) ? rows[0].length : 0;
  const data = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (!isList(row) || isList(row[0])) {
      const got = isList(row) ? 'rows of rows' : `${row === null ? 'null' : typeof row} in place of row ${i}`;
      throw new UsageError({ who, expected: 'a matrix [rows, columns]', got });
    }
    if (row.length !== columns) {
      throw new UsageError({ who, expected: `rows of ${columns} numbers each`, got: `row ${i} with ${row.length}` });
    }
    data.set(Array.isArray(row) ? filled(row, [columns], `${who}, row ${i}`) : toFloats(row, who), i * columns);
  });
  return { data, shape: [rows.length, columns] };
}

/** Nested arrays of any depth, the innermost be they typed, or a number, as float32. `who` asks for them. */
export function fromNested(value: Nested | TypedArray | number, who: string): NdArray<Float32Array> {
  const shape = shapeOf(value);
  return { data: typeof value === 'number' ? Float32Array.of(value) : filled(value, shape, who), shape };
}

function filled(value: unknown, shape: readonly number[], who: string): Float32Array {
  const data = new Float32Array(sizeOf(shape));
  let at = 0;
  const fill = (part: unknown, place: readonly number[]): void => {
    const extent = shape[place.length];
    if (extent === undefined) throw misplaced('a number', part, place);
    if (!isList(part) || part.length !== extent) throw misplaced(`${extent} values`, part, place);
    const isInnermost = place.length === shape.length - 1;
    if (isInnermost && !Array.isArray(part)) {
      data.set(toFloats(part, who), at);
      at += extent;
      return;
    }
    for (let i = 0; i < extent; i++) {
      if (isInnermost && typeof part[i] === 'number') data[at++] = part[i] as number;
      else fill(part[i], [...place, i]);
    }
  };
  const misplaced = (expected: string, part: unknown, place: readonly number[]) => {
    const got = isList(part) ? `${part.length} values` : described(part);
    return new UsageError({ who, expected: `${expected} at [${place.join(', ')}]`, got });
  };
  fill(value, []);
  return data;
}

/** Numbers with a shape, nested or typed (their shape is then their length), or one number, with the shape that they have. */
export function fromGiven(value: NdArray | Nested | TypedArray | number, who: string): NdArray {
  if (isNdArray(value)) return { data: dataOf(value, who), shape: value.shape };
  if (isList(value) || typeof value === 'number') return fromNested(value, who);
  throw new UsageError({ who, expected: '{ data, shape } or nested arrays', got: described(value) });
}

/** What a list of numbers is, for errors. */
export interface Wanted {
  /** Who asks for it. */
  readonly who: string;
  /** What its numbers are, in the plural. */
  readonly what: string;
  /** What each number is of. */
  readonly each: string;
  /** How many there must be. */
  readonly count?: number | undefined;
}

/** A list, as long as it must be. @throws UsageError that says how many were expected */
export function toList(value: unknown, { who, what, each, count }: Wanted): List {
  if (isList(value) && (count === undefined || value.length === count)) return value;
  const expected = `${count === undefined ? '' : `${count} `}${what}, one for each ${each}`;
  throw new UsageError({ who, expected, got: isList(value) ? String(value.length) : described(value) });
}

/** A flat list of numbers; big integers become such. @throws UsageError for what is no list, of another length, or has something else */
export function toNumbers(value: unknown, wanted: Wanted): ArrayLike<number> {
  const list = toList(value, wanted);
  if (!Array.isArray(list) && typeof list[0] === 'bigint') return Float64Array.from(list as ArrayLike<number>, Number);
  for (let i = 0; i < list.length; i++) {
    const each = list[i];
    if (typeof each === 'number' && !Number.isNaN(each)) continue;
    const { who, what, each: of } = wanted;
    throw new UsageError({ who, expected: `${what} that are numbers`, got: `${described(each)} for ${of} ${i}` });
  }
  return list as ArrayLike<number>;
}

/** Whole numbers from 1, as an option lists them. @throws UsageError for anything else */
export function toCounts(value: unknown, who: string, name: string): readonly number[] {
  const counts = isList(value) ? Array.from(value as ArrayLike<unknown>) : [value];
  const stray = counts.findIndex(k => !Number.isInteger(k) || (k as number) < 1);
  if (stray < 0) return counts as number[];
  throw new UsageError({ who, expected: `${name} of whole numbers from 1`, got: described(counts[stray]) });
}
