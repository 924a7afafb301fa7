import type { DType } from '../dtype.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { broadcastShape, shapeError, type TensorType } from '../tensor-type.ts';
import { constant } from './constant.ts';

/** A tensor, or a number standing for a scalar of the other operand's dtype. */
export type TensorLike = Tensor | number;

/** A number as a constant scalar of `dtype` (default float32); a tensor as it is. */
export const asTensor = (a: TensorLike, dtype: DType = 'float32'): Tensor => (isTensor(a) ? a : constant(a, { dtype }));

/** Both operands as tensors; a number takes the other's dtype. */
export function asTensors(a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const dtype = isTensor(a) ? a.dtype : isTensor(b) ? b.dtype : 'float32';
  return [asTensor(a, dtype), asTensor(b, dtype)];
}

/** The type of two operands of one dtype combined elementwise with broadcasting. */
export function broadcastType(name: string, xs: readonly Tensor[], dtype: DType): TensorType {
  const [a, b] = xs as [Tensor, Tensor];
  const shape = broadcastShape(a.shape, b.shape);
  if (a.dtype !== b.dtype || shape === undefined) {
    throw shapeError(name, 'two operands of one dtype whose shapes broadcast', xs);
  }
  return { dtype, shape };
}
