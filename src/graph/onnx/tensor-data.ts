import { NearfarError } from '../../errors.ts';
import { type NdArray, sizeOf, type TypedArray } from '../../nd-array.ts';
import type { TensorProto } from './schema.ts';

type TypedField = 'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data';

interface ElementType {
  readonly name: string;
  /** Bytes that one number takes. */
  readonly width: number;
  /** Makes an array of the type's own bytes, or of numbers. */
  readonly raw: (buffer: ArrayBuffer) => TypedArray;
  readonly from: (numbers: readonly number[]) => TypedArray;
  /** The field that holds the numbers where they are not given as bytes. */
  readonly field: TypedField;
}

type Kept = Exclude<TypedArray, BigInt64Array>;

const type = (
  name: string,
  Kind: { new (buffer: ArrayBuffer): Kept; from(numbers: readonly number[]): Kept; readonly BYTES_PER_ELEMENT: number },
  field: TypedField,
): ElementType => ({
  name,
  width: Kind.BYTES_PER_ELEMENT,
  raw: buffer => new Kind(buffer),
  from: numbers => Kind.from(numbers),
  field,
});

/** A number that has lost what float64 cannot hold: the greatest ones stay the greatest. */
const wide = (n: number): bigint => BigInt.asIntN(64, n >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(n));

const whole64 = (name: string, field: TypedField): ElementType => ({
  name,
  width: 8,
  raw: buffer => new BigInt64Array(buffer),
  from: numbers => BigInt64Array.from(numbers, wide),
  field,
});

/** A float of 16 bits, kept as float32. */
const short = (name: string, toFloat: (bits: number) => number): ElementType => ({
  name,
  width: 2,
  raw: buffer => Float32Array.from(new Uint16Array(buffer), toFloat),
  from: numbers => Float32Array.from(numbers, toFloat),
  field: 'int32Data',
});

/** TensorProto.DataType, the numeric types. */
const types: Readonly<Record<number, ElementType>> = {
  1: type('float32', Float32Array, 'floatData'),
  2: type('uint8', Uint8Array, 'int32Data'),
  3: type('int8', Int8Array, 'int32Data'),
  4: type('uint16', Uint16Array, 'int32Data'),
  5: type('int16', Int16Array, 'int32Data'),
  6: type('int32', Int32Array, 'int32Data'),
  7: whole64('int64', 'int64Data'),
  9: type('bool', Uint8Array, 'int32Data'),
  10: short('float16', halfToFloat),
  11: type('float64', Float64Array, 'doubleData'),
  12: type('uint32', Uint32Array, 'uint64Data'),
  13: whole64('uint64', 'uint64Data'),
  16: short('bfloat16', bfloatToFloat),
};

/** The name of a TensorProto.DataType. */
export const typeName = (id: number): string => types[id]?.name ?? `type ${id}`;

/** Gives the bytes of a file beside the model by its location in the model's folder. */
export type External = (location: string) => Uint8Array;

/** Who reads a tensor, and where the numbers of those lie that are not inside the file. */
export interface TensorReading {
  readonly who: string;
  readonly external?: External | undefined;
}

/** The numbers of a tensor, from its bytes, its typed field or another file; float16 and bfloat16 become float32. */
export function readTensor(
  { name = '', dims, dataType, dataLocation, ...content }: TensorProto,
  { who, external }: TensorReading = { who: 'readOnnx' },
): NdArray {
  const refuse = (expected: string, got: string, fix?: string) =>
    new NearfarError({ who: `${who}, "${name}"`, expected, got, ...(fix !== undefined && { fix }) });
  const kind = types[dataType];
  if (kind === undefined) {
    throw refuse(
      `a tensor of ${Object.values(types)
        .map(t => t.name)
        .join(', ')}`,
      typeName(dataType),
    );
  }
  if (dims.some(extent => !(extent >= 0))) throw refuse('a shape', `[${dims.join(', ')}]`);
  const size = sizeOf(dims);
  const expected = `${size} numbers for shape [${dims.join(', ')}]`;
  if (dataLocation === 1 && !external) {
    const location = content.externalData?.find(({ key }) => key === 'location')?.value ?? '';
    const fix = `Give the bytes of "${location}" by the option external, or save the model with its weights inside`;
    throw refuse('its numbers inside the file', 'a reference to another file', who === 'importOnnx' ? fix : undefined);
  }
  const bytes =
    dataLocation === 1
      ? outside(content.externalData ?? [], size * kind.width, external!, refuse)
      : content.rawData?.length
        ? content.rawData
        : undefined;
  if (bytes !== undefined && bytes.length !== size * kind.width) {
    throw refuse(expected, `${Math.floor(bytes.length / kind.width)}`);
  }
  // The copy is aligned: the bytes lie anywhere in the file.
  const data = bytes ? kind.raw(Uint8Array.from(bytes).buffer) : kind.from(content[kind.field] ?? []);
  if (data.length !== size) throw refuse(expected, `${data.length}`);
  return { data, shape: dims };
}

/** The bytes of a tensor that lie in a file in the model's folder, or below it, never outside. */
function outside(
  entries: readonly { key: string; value: string }[],
  length: number,
  external: External,
  refuse: (expected: string, got: string) => NearfarError,
): Uint8Array {
  const told = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
  const { location = '', offset = '0' } = told;
  const steps = location.split(/[\\/]/);
  const inside = location !== '' && !/^[\\/]|^[A-Za-z]:/.test(location) && !steps.includes('..');
  if (!inside) throw refuse("a file in the model's folder", `"${location}"`);
  const bytes = external(location);
  const start = Number(offset);
  const end = start + length;
  if (told['length'] !== undefined && Number(told['length']) !== length) {
    throw refuse(`${length} bytes in "${location}"`, told['length']);
  }
  if (!(Number.isInteger(start) && start >= 0 && end <= bytes.length)) {
    throw refuse(`${length} bytes from ${offset} on in "${location}"`, `a file of ${bytes.length}`);
  }
  return bytes.subarray(start, end);
}

/** IEEE 754 binary16: 1 bit sign, 5 exponent, 10 fraction. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
export function bfloatToFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, (bits << 16) >>> 0);
  return view.getFloat32(0);
}
