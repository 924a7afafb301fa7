import { sizeOf } from '../../nd-array.ts';
import { nothing } from '../cost-rules.ts';
import type { DType } from '../dtype.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { broadcastShape, normalizeAxis, type Shape, sameShape, shapeError } from '../tensor-type.ts';
import { constant } from './constant.ts';

const reshapeOp: Op<{ shape: Shape }> = {
  name: 'reshape',
  type: (xs, { shape }) => {
    const fits = shape.every(Number.isInteger) && sizeOf(shape) === sizeOf(xs[0]!.shape);
    if (!fits) throw shapeError('reshape', `a size of [${shape.join(', ')}]`, xs);
    return { dtype: xs[0]!.dtype, shape };
  },
  // A leading extent that stays is written as 0, "as it comes", another as −1: so a batch axis stays free in an exported model.
  onnx: (write, xs, { shape }, node) => {
    const from = node.inputs[0]!.shape;
    const keeps = shape.length > 0 && from.length > 0 && shape[0] === from[0] && shape.every(extent => extent > 0);
    const empty = shape.includes(0) ? { allowzero: 1 } : {};
    const open = shape.length > 0 && from.length > 0 && shape.every(extent => extent > 0);
    const written = keeps ? [0, ...shape.slice(1)] : open ? [-1, ...shape.slice(1)] : shape;
    return write.node('Reshape', [xs[0]!, write.ints(written)], empty);
  },
  cost: 'view',
  gradient: ({ dy, xs }) => [reshape(dy, xs[0]!.shape)],
};
/** The same values, row-major, in another shape of the same size; one extent may be −1, "what is left". */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = sizeOf(shape.filter(extent => extent !== -1));
  const full = shape.map(extent => (extent === -1 ? sizeOf(x.shape) / known : extent));
  return sameShape(full, x.shape) ? x : apply(reshapeOp, [x], { shape: full });
}

/** All axes from `from` (default 1) on folded into one: [N, …] → [N, product of the rest]. */
export const flatten = (x: Tensor, from = 1): Tensor =>
  reshape(x, [...x.shape.slice(0, from), sizeOf(x.shape.slice(from))]);

/** x with a new axis of extent 1 at `axis`; −1 puts it last. */
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('expandDims', axis, x.shape.length + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/** x without the axis `axis`, whose extent must be 1. */
export function squeeze(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('squeeze', axis, x.shape.length);
  if (x.shape[at] !== 1) throw shapeError('squeeze', `extent 1 at axis ${at}`, [x]);
  return reshape(x, x.shape.toSpliced(at, 1));
}

const transposeOp: Op<{ order: readonly number[] }> = {
  name: 'transpose',
  type: ([x], { order }) => ({ dtype: x!.dtype, shape: order.map(axis => x!.shape[axis]!) }),
  onnx: (write, xs, { order }) => write.node('Transpose', xs, { perm: order }),
  cost: nothing,
  gradient: ({ dy, attrs: { order } }) => [transpose(dy, inverse(order))],
};
/** x with its axes in another order: the i-th of the result is x's axis order[i]. By default the last two are swapped. */
export function transpose(x: Tensor, order?: readonly number[]): Tensor {
  const rank = x.shape.length;
  if (rank < 2 && order === undefined) return x;
  const axes = order ?? [...Array(rank - 2).keys(), rank - 1, rank - 2];
  if ([...axes].sort((a, b) => a - b).some((axis, i) => axis !== i) || axes.length !== rank) {
    throw shapeError('transpose', `an order of ${rank} axes instead of [${axes.join(', ')}]`, [x]);
  }
  return apply(transposeOp, [x], { order: axes });
}

const inverse = (order: readonly number[]): number[] => order.map((_, axis) => order.indexOf(axis));

const broadcastToOp: Op<{ shape: Shape }> = {
  name: 'broadcastTo',
  type: (xs, { shape }) => {
    const common = broadcastShape(xs[0]!.shape, shape);
    if (!common || !sameShape(common, shape))
      throw shapeError('broadcastTo', `a shape that broadcasts to [${shape.join(', ')}]`, xs);
    return { dtype: xs[0]!.dtype, shape };
  },
  onnx: (write, xs, { shape }) => write.node('Expand', [xs[0]!, write.ints(shape)]),
  cost: nothing,
  gradient: ({ dy }) => [dy],
};
/** x repeated along its axes of extent 1 (and new leading ones) up to `shape`. */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : apply(broadcastToOp, [x], { shape });

/** A tensor of `shape` filled with one number; the model holds the number once. `dtype` defaults to float32. */
export const full = (shape: Shape, value: number, dtype: DType = 'float32'): Tensor =>
  broadcastTo(constant(value, { dtype, shape: shape.map(() => 1) }), shape);
