import { sizeOf } from '../../nd-array.ts';
import { perOperand, perResult } from '../cost-rules.ts';
import type { DType } from '../dtype.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { normalizeAxis, requireFloat, type Shape, sameShape, shapeError, type TensorType } from '../tensor-type.ts';
import { cast, stopGradient } from './cast.ts';
import { equal, where } from './comparison.ts';
import { add, clip, div, exp, log, mul, sub } from './elementwise.ts';
import { broadcastTo, reshape } from './shape.ts';

interface ReduceAttrs {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** The axes that a reduction runs over: one, a list, or all of them; negative ones count from the end. */
export type Axes = number | readonly number[] | undefined;

function resolve(name: string, x: Tensor, axes: Axes): readonly number[] {
  const list = axes === undefined ? x.shape.map((_, i) => i) : typeof axes === 'number' ? [axes] : axes;
  return [...new Set(list.map(axis => normalizeAxis(name, axis, x.shape.length)))];
}

/** Applies a reduction; over no axes at all it is x itself (ONNX would take that for all axes). */
function reduce(op: Op<ReduceAttrs>, x: Tensor, axes: Axes, keepDims: boolean): Tensor {
  const list = resolve(op.name, x, axes);
  return list.length === 0 ? x : apply(op, [x], { axes: list, keepDims });
}

const reducible: readonly DType[] = ['float32', 'int32', 'int64'];

function numbers(name: string, x: Tensor): Tensor {
  if (!reducible.includes(x.dtype)) throw shapeError(name, reducible.join(', '), [x], 'Cast it first');
  return x;
}

const reducedType = (x: TensorType, { axes, keepDims }: ReduceAttrs): TensorType => ({
  dtype: x.dtype,
  shape: x.shape.map((extent, i) => (axes.includes(i) ? 1 : extent)).filter((_, i) => keepDims || !axes.includes(i)),
});

/** dy with the reduced axes back at extent 1, so that it broadcasts against x. */
const kept = (t: Tensor, x: Tensor, axes: readonly number[]): Tensor =>
  reshape(
    t,
    x.shape.map((extent, i) => (axes.includes(i) ? 1 : extent)),
  );

const sumOp: Op<ReduceAttrs> = {
  name: 'sum',
  type: ([x], attrs) => reducedType(numbers('sum', x!), attrs),
  onnx: (write, xs, { axes, keepDims }) =>
    write.node('ReduceSum', [xs[0]!, write.ints(axes)], { keepdims: Number(keepDims) }),
  cost: perOperand,
  gradient: ({ dy, xs, attrs }) => [broadcastTo(kept(dy, xs[0]!, attrs.axes), xs[0]!.shape)],
};
/** The sum over the axes (default all), which go, or stay at extent 1 where `keepDims` says so. float32, int32 or int64. */
export const sum = (x: Tensor, axes?: Axes, keepDims = false): Tensor => reduce(sumOp, x, axes, keepDims);

/** The sum of x over the axes along which `shape` was broadcast to x's shape: broadcasting undone. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter(axis => axis < lead || (shape[axis - lead] === 1 && x.shape[axis] !== 1));
  return reshape(axes.length === 0 ? x : sum(x, axes), shape);
}

const meanOp: Op<ReduceAttrs> = {
  name: 'mean',
  type: (xs, attrs) => reducedType(requireFloat('mean', xs), attrs),
  onnx: (write, xs, { axes, keepDims }) => write.node('ReduceMean', xs, { axes, keepdims: Number(keepDims) }),
  cost: perOperand,
  gradient: ({ dy, xs, attrs: { axes } }) => {
    const x = xs[0]!;
    const count = sizeOf(axes.map(axis => x.shape[axis]!));
    return [broadcastTo(kept(mul(dy, 1 / count), x, axes), x.shape)];
  },
};
/** The mean over the axes (default all), which go, or stay at extent 1 where `keepDims` says so. float32. */
export const mean = (x: Tensor, axes?: Axes, keepDims = false): Tensor => reduce(meanOp, x, axes, keepDims);

/** max and min share a rule: the gradient goes to where the extreme is, in equal shares where several are. */
function extreme(name: string, onnx: string) {
  const op: Op<ReduceAttrs> = {
    name,
    type: ([x], attrs) => reducedType(numbers(name, x!), attrs),
    onnx: (write, xs, { axes, keepDims }) => write.node(onnx, xs, { axes, keepdims: Number(keepDims) }),
    cost: perOperand,
    gradient: ({ dy, xs, y, attrs: { axes } }) => {
      const x = xs[0]!;
      const at = cast(equal(x, kept(y, x, axes)), 'float32');
      return [mul(at, div(kept(dy, x, axes), sum(at, axes, true)))];
    },
  };
  return (x: Tensor, axes?: Axes, keepDims = false): Tensor => reduce(op, x, axes, keepDims);
}
/** The greatest over the axes (default all), laid out as by `sum`; where several are, they share the gradient equally. */
export const max = extreme('max', 'ReduceMax');
/** The smallest over the axes (default all), laid out as by `sum`; where several are, they share the gradient equally. */
export const min = extreme('min', 'ReduceMin');

const prodOp: Op<ReduceAttrs> = {
  name: 'prod',
  type: ([x], attrs) => reducedType(numbers('prod', x!), attrs),
  onnx: (write, xs, { axes, keepDims }) => write.node('ReduceProd', xs, { axes, keepdims: Number(keepDims) }),
  cost: perOperand,
  // The product of the others: not y / x, which a zero would spoil.
  gradient: ({ dy, xs, attrs: { axes } }) => {
    const x = xs[0]!;
    const zero = equal(x, 0);
    const zeros = sum(cast(zero, 'float32'), axes, true);
    const rest = where(zero, 1, x);
    const others = div(prod(rest, axes, true), rest);
    return [mul(kept(dy, x, axes), where(equal(sub(zeros, cast(zero, 'float32')), 0), others, 0))];
  },
};
/** The product over the axes (default all), laid out as by `sum`. float32, int32 or int64. */
export const prod = (x: Tensor, axes?: Axes, keepDims = false): Tensor => reduce(prodOp, x, axes, keepDims);

function argExtreme(name: string, onnx: string) {
  const op: Op<{ axis: number }> = {
    name,
    type: ([x], { axis }) => ({ dtype: 'int64', shape: numbers(name, x!).shape.toSpliced(axis, 1) }),
    onnx: (write, xs, { axis }) => write.node(onnx, xs, { axis, keepdims: 0 }),
    cost: perOperand,
    gradient: { none: 'its result is an index' },
  };
  return (x: Tensor, axis = -1): Tensor => apply(op, [x], { axis: normalizeAxis(name, axis, x.shape.length) });
}
/** The index (int64) of the greatest along `axis` (default the last), which goes; the first of several. It has no gradient. */
export const argMax = argExtreme('argMax', 'ArgMax');
/** The index (int64) of the smallest along `axis` (default the last), which goes; the first of several. It has no gradient. */
export const argMin = argExtreme('argMin', 'ArgMin');

/** Whether any of bool x is true along the axes (default all), which go, or stay at extent 1 where `keepDims` says so. */
export const any = (x: Tensor, axes?: Axes, keepDims = false): Tensor =>
  cast(max(cast(x, 'int32'), axes, keepDims), 'bool');

/** Whether all of bool x are true along the axes (default all), which go, or stay at extent 1 where `keepDims` says so. */
export const all = (x: Tensor, axes?: Axes, keepDims = false): Tensor =>
  cast(min(cast(x, 'int32'), axes, keepDims), 'bool');

/** The variance over the axes (default all), dividing by n, laid out as by `mean`. */
export function variance(x: Tensor, axes?: Axes, keepDims = false): Tensor {
  const centred = sub(x, mean(x, axes, true));
  return mean(mul(centred, centred), axes, keepDims);
}

const FLOAT32_MAX = 3.4028234663852886e38;

/** ln Σ eˣ along the axes (default all), laid out as by `sum`. The maximum is taken out first, so that nothing overflows; all −∞ gives −∞. */
export function logSumExp(x: Tensor, axes?: Axes, keepDims = false): Tensor {
  const top = clip(stopGradient(max(x, axes, true)), -FLOAT32_MAX, FLOAT32_MAX); // ∞ − ∞ would be NaN
  const total = sum(exp(sub(x, top)), axes, keepDims);
  return add(log(total), keepDims ? top : reshape(top, total.shape));
}

const softmaxOp: Op<{ axis: number }> = {
  name: 'softmax',
  type: xs => requireFloat('softmax', xs),
  onnx: (write, xs, { axis }) => write.node('Softmax', xs, { axis }),
  cost: perResult,
  // dx = y·(dy − Σ dy·y)
  gradient: ({ dy, y, attrs: { axis } }) => [mul(y, sub(dy, sum(mul(dy, y), axis, true)))],
};
/** eˣ / Σ eˣ along `axis` (default the last): positive numbers that sum to 1. */
export const softmax = (x: Tensor, axis = -1): Tensor =>
  apply(softmaxOp, [x], { axis: normalizeAxis('softmax', axis, x.shape.length) });

const logSoftmaxOp: Op<{ axis: number }> = {
  name: 'logSoftmax',
  type: xs => requireFloat('logSoftmax', xs),
  onnx: (write, xs, { axis }) => write.node('LogSoftmax', xs, { axis }),
  cost: perResult,
  // dx = dy − eʸ·Σ dy
  gradient: ({ dy, y, attrs: { axis } }) => [sub(dy, mul(exp(y), sum(dy, axis, true)))],
};
/** x − ln Σ eˣ along `axis` (default the last): the logarithm of `softmax`, without its rounding to 0. */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  apply(logSoftmaxOp, [x], { axis: normalizeAxis('logSoftmax', axis, x.shape.length) });

const cumSumOp: Op<{ axis: number; reverse: boolean }> = {
  name: 'cumSum',
  type: ([x]) => numbers('cumSum', x!),
  onnx: (write, xs, { axis, reverse }) =>
    write.node('CumSum', [xs[0]!, write.constant('int64', [axis], [])], { reverse: Number(reverse) }),
  cost: perResult,
  gradient: ({ dy, attrs: { axis, reverse } }) => [cumSum(dy, axis, !reverse)],
};
/** Running sums along `axis` (default the last), each including its own place; from the end if `reverse`. */
export const cumSum = (x: Tensor, axis = -1, reverse = false): Tensor =>
  apply(cumSumOp, [x], { axis: normalizeAxis('cumSum', axis, x.shape.length), reverse });
