import { NearfarError } from '../../errors.ts';
import { type NdArray, sizeOf, type TypedArray } from '../../nd-array.ts';
import type { TensorProto } from './schema.ts';

type TypedField = 'floatData' | 'int32Data' | 'int64Data' | 'doubleData';

interface ElementType {
  readonly name: string;
  /** Makes an array of the type's own bytes, or of numbers. */
  readonly raw: (buffer: ArrayBuffer) => TypedArray;
  readonly from: (numbers: readonly number[]) => TypedArray;
  /** The field that holds the numbers where they are not given as bytes. */
  readonly field: TypedField;
}

type Kept = Exclude<TypedArray, BigInt64Array>;

const type = (
  name: string,
  Kind: { new (buffer: ArrayBuffer): Kept; from(numbers: readonly number[]): Kept },
  field: TypedField,
): ElementType => ({ name, raw: buffer => new Kind(buffer), from: numbers => Kind.from(numbers), field });

/** TensorProto.DataType, the numeric types. */
const types: Readonly<Record<number, ElementType>> = {
  1: type('float32', Float32Array, 'floatData'),
  2: type('uint8', Uint8Array, 'int32Data'),
  3: type('int8', Int8Array, 'int32Data'),
  4: type('uint16', Uint16Array, 'int32Data'),
  5: type('int16', Int16Array, 'int32Data'),
  6: type('int32', Int32Array, 'int32Data'),
  7: {
    name: 'int64',
    raw: buffer => new BigInt64Array(buffer),
    from: numbers => BigInt64Array.from(numbers, BigInt),
    field: 'int64Data',
  },
  9: type('bool', Uint8Array, 'int32Data'),
  10: {
    name: 'float16',
    raw: buffer => Float32Array.from(new Uint16Array(buffer), halfToFloat),
    from: numbers => Float32Array.from(numbers, halfToFloat),
    field: 'int32Data',
  },
  11: type('float64', Float64Array, 'doubleData'),
};

/** The name of a TensorProto.DataType. */
export const typeName = (id: number): string => types[id]?.name ?? `type ${id}`;

/** The numbers of a tensor, from its bytes or its typed field; float16 becomes float32. */
export function readTensor({ name = '', dims, dataType, dataLocation, ...content }: TensorProto): NdArray {
  const refuse = (expected: string, got: string) => new NearfarError({ who: `readOnnx, "${name}"`, expected, got });
  const kind = types[dataType];
  if (kind === undefined) {
    throw refuse(
      `a tensor of ${Object.values(types)
        .map(t => t.name)
        .join(', ')}`,
      typeName(dataType),
    );
  }
  if (dataLocation === 1) throw refuse('its numbers inside the file', 'a reference to another file');
  // The copy is aligned: the bytes lie anywhere in the file.
  const data = content.rawData?.length
    ? kind.raw(Uint8Array.from(content.rawData).buffer)
    : kind.from(content[kind.field] ?? []);
  if (data.length !== sizeOf(dims)) {
    throw refuse(`${sizeOf(dims)} numbers for shape [${dims.join(', ')}]`, `${data.length}`);
  }
  return { data, shape: dims };
}

/** IEEE 754 binary16: 1 bit sign, 5 exponent, 10 fraction. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
