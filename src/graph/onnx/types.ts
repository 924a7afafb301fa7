import type { TypedArray } from '../../nd-array.ts';
import type { DType } from '../tensor.ts';

/** ONNX's TensorProto.DataType of each dtype. */
export const onnxType: Record<DType, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

export const dtypeOfOnnx = (type: number): DType | undefined =>
  (Object.keys(onnxType) as DType[]).find(dtype => onnxType[dtype] === type);

const arrays = {
  float32: Float32Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

/** A zero-filled array for `length` values of a dtype. */
export const emptyArray = (dtype: DType, length: number): TypedArray => new arrays[dtype](length);

/** The numbers as an array of the kind that a dtype is kept in. */
export function toArray(dtype: DType, values: ArrayLike<number | bigint>): TypedArray {
  if (values instanceof arrays[dtype]) return values;
  if (dtype === 'int64') return BigInt64Array.from(values as ArrayLike<number>, BigInt);
  return new arrays[dtype](Array.from(values as ArrayLike<number>, Number));
}

export const bytesOf = (array: TypedArray): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
