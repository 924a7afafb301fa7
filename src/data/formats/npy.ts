import { NearfarError } from '../../errors.ts';
import { type NdArray, sizeOf } from '../../nd-array.ts';
import type { NamedBytes } from '../gunzip.ts';

/** An array out of a NumPy file. */
export interface NpyArray {
  /** Numbers, or text where the array is of strings. */
  readonly data: Uint8Array | Float32Array | readonly string[];
  readonly shape: readonly number[];
  /** Whether all numbers are whole, as labels are. */
  readonly isWhole: boolean;
}

type Read = (view: DataView, at: number, little: boolean) => number;

/** By kind and bytes of an element, as `i4`. */
const NUMBERS: Readonly<Record<string, Read>> = {
  b1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u1: (view, at) => view.getUint8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  u2: (view, at, little) => view.getUint16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  f2: (view, at, little) => half(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** IEEE 754 binary16. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** An array as a NumPy file, version 1.0: float32, row-major. */
export function npyBytes({ data, shape }: NdArray<Float32Array>): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const padded = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n';
  const bytes = new Uint8Array(10 + padded.length + data.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8]);
  bytes.set(new TextEncoder().encode(padded), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + padded.length);
  return bytes;
}

/**
 * Reads a NumPy file (numpy.org/doc/stable/reference/generated/numpy.lib.format.html): bytes stay bytes, other numbers become
 * float32, strings text. Pickled objects are refused.
 *
 * @throws NearfarError that says what it holds instead
 */
export function readNpy({ name, bytes }: NamedBytes): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isNpy = bytes.length >= 12 && bytes[0] === 0x93 && Buffer.from(bytes.subarray(1, 6)).toString() === 'NUMPY';
  if (!isNpy) throw new NearfarError({ who: name, expected: 'a NumPy file', got: 'something else' });
  const long = bytes[6]! > 1;
  const start = (long ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true)) as number;
  const header = Buffer.from(bytes.subarray(long ? 12 : 10, start)).toString('latin1');
  const [, order, kind, width] = /'descr': *'([<>|=])([a-zA-Z])(\d+)'/.exec(header) ?? [];
  const shapeText = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  const isText = kind === 'U' || kind === 'S';
  const read = NUMBERS[`${kind}${width}`];
  if (shapeText === undefined || !(isText || read)) {
    const got = /'descr': *([^,]*),/.exec(header)?.[1] ?? 'no type';
    throw new NearfarError({ who: name, expected: 'an array of numbers or strings', got });
  }
  const shape = (shapeText.match(/\d+/g) ?? []).map(Number);
  const count = sizeOf(shape);
  const size = Number(width) * (kind === 'U' ? 4 : 1);
  if (bytes.length - start < count * size) {
    const expected = `${count * size} bytes of data for its shape [${shape.join(', ')}]`;
    throw new NearfarError({ who: name, expected, got: String(bytes.length - start) });
  }
  const place = /'fortran_order': *True/.test(header) ? columnMajor(shape) : (i: number) => i;
  if (isText) {
    const textAt = (i: number) => textOf(view, start + place(i) * size, size, kind === 'U', order !== '>');
    return { data: Array.from({ length: count }, (_, i) => textAt(i)), shape, isWhole: false };
  }
  const isWhole = kind !== 'f';
  const numberAt = (_: unknown, i: number) => read!(view, start + place(i) * size, order !== '>');
  const data = kind === 'u' && size === 1 ? new Uint8Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = numberAt(undefined, i);
  return { data, shape, isWhole };
}

/** The place in the file of each element in row-major order, where the file has the first axis running fastest. */
function columnMajor(shape: readonly number[]): (i: number) => number {
  return i => {
    let [rest, place, stride] = [i, 0, sizeOf(shape)];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      stride /= shape[axis]!;
      place += (rest % shape[axis]!) * stride;
      rest = Math.floor(rest / shape[axis]!);
    }
    return place;
  };
}

function textOf(view: DataView, at: number, size: number, wide: boolean, little: boolean): string {
  let text = '';
  for (let i = 0; i < size; i += wide ? 4 : 1) {
    const code = wide ? view.getUint32(at + i, little) : view.getUint8(at + i);
    if (code === 0) break;
    text += String.fromCodePoint(code);
  }
  return text;
}
