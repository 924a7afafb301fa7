import { perResult } from '../cost-rules.ts';
import { type DType, onnxType } from '../dtype.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { requireFloat } from '../tensor-type.ts';

const castOp: Op<{ to: DType }> = {
  name: 'cast',
  type: ([x], { to }) => ({ dtype: to, shape: x!.shape }),
  onnx: (write, xs, { to }) => write.node('Cast', xs, { to: onnxType[to] }),
  cost: perResult,
  gradient: ({ dy, xs }) => [xs[0]!.dtype === 'float32' ? dy : undefined],
};
/**
 * The same values in another dtype: bool becomes 0 and 1, a number is true where it is not 0, and float32 loses its
 * fraction on the way to whole numbers. The gradient passes only from float32 to float32.
 */
export const cast = (x: Tensor, to: DType): Tensor => (x.dtype === to ? x : apply(castOp, [x], { to }));

const stopGradientOp: Op<undefined> = {
  name: 'stopGradient',
  type: ([x]) => x!,
  onnx: (_, xs) => xs[0]!,
  cost: 'view',
  gradient: 'stopped',
};
/** x itself, treated as a constant by differentiation. */
export const stopGradient = (x: Tensor): Tensor => apply(stopGradientOp, [x], undefined);

/** TensorProto.DataType of the floats of 16 bits. */
const short = { float16: 10, bfloat16: 16 } as const;

const roundToOp: Op<{ to: keyof typeof short }> = {
  name: 'roundTo',
  type: xs => requireFloat('roundTo', xs),
  onnx: (write, xs, { to }) =>
    write.node('Cast', [write.node('Cast', xs, { to: short[to] })], { to: onnxType.float32 }),
  cost: perResult,
  gradient: ({ dy }) => [dy],
};
/** x rounded to what a float of 16 bits holds, still float32. The gradient passes as if nothing were rounded. */
export const roundTo = (x: Tensor, to: keyof typeof short): Tensor => apply(roundToOp, [x], { to });
