import type { NdArray } from '../../nd-array.ts';
import { type DType, toArray } from '../dtype.ts';
import { typeName } from '../onnx/tensor-data.ts';
import { constant } from '../ops/constant.ts';
import type { Tensor } from '../tensor.ts';
import type { Call } from './call.ts';

/** What the numbers of a file's type are kept as: other floats as float32, narrow integers as int32, wide ones as int64. */
const kept: Readonly<Record<string, DType>> = {
  float32: 'float32',
  float16: 'float32',
  bfloat16: 'float32',
  float64: 'float32',
  uint8: 'uint8',
  int8: 'int32',
  int16: 'int32',
  uint16: 'int32',
  int32: 'int32',
  uint32: 'int64',
  int64: 'int64',
  uint64: 'int64',
  bool: 'bool',
};

/** The dtype that numbers of a TensorProto.DataType are kept as; undefined where there is none. */
export const keptType = (elementType: number): DType | undefined => kept[typeName(elementType)];

/** The same for a type that a node names; a type that cannot be kept is an error. */
export function keptAs(call: Call, elementType: number | undefined): DType | undefined {
  if (elementType === undefined) return undefined;
  return keptType(elementType) ?? call.fail(`a type out of ${Object.keys(kept).join(', ')}`, typeName(elementType));
}

/** An array of a file as a constant of the dtype that it is kept as. */
export function asConstant({ data, shape }: NdArray, elementType: number): Tensor | undefined {
  const dtype = keptType(elementType);
  return dtype && constant(toArray(dtype, data as ArrayLike<number | bigint>), { dtype, shape });
}
