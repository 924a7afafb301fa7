import type { TypedArray } from '../nd-array.ts';

/** The type of a tensor's numbers. `bool` is kept as bytes, 0 for false and 1 for true. */
export type DType = 'float32' | 'int32' | 'int64' | 'uint8' | 'bool';

/** The array that each dtype is kept in. */
const arrays = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** ONNX's TensorProto.DataType of each dtype. */
export const onnxType: Readonly<Record<DType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

/** How many bytes one number takes. */
export const bytesPerNumber = (dtype: DType): number => arrays[dtype].BYTES_PER_ELEMENT;

/** A zero-filled array for `length` values of a dtype. */
export const emptyArray = (dtype: DType, length: number): TypedArray => new arrays[dtype](length);

/** The numbers as an array of the kind that a dtype is kept in. */
export function toArray(dtype: DType, values: ArrayLike<number | bigint>): TypedArray {
  if (values instanceof arrays[dtype]) return values;
  if (dtype === 'int64') return BigInt64Array.from(values as ArrayLike<number>, BigInt);
  return new arrays[dtype](Array.from(values as ArrayLike<number>, Number));
}
