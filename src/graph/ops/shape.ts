import { sizeOf } from '../../nd-array.ts';
import {
  apply,
  applyAll,
  broadcastShape,
  type DType,
  normalizeAxis,
  type Op,
  type Shape,
  sameShape,
  shapeError,
  type Tensor,
} from '../tensor.ts';
import { constant } from './constant.ts';
import { cast, equal, mul } from './elementwise.ts';
import { sum } from './reduce.ts';

const reshapeOp: Op<{ shape: Shape }> = {
  name: 'reshape',
  type: (xs, { shape }) => {
    const fits = shape.every(Number.isInteger) && sizeOf(shape) === sizeOf(xs[0]!.shape);
    if (!fits) throw shapeError('reshape', `a size of [${shape.join(', ')}]`, xs);
    return { dtype: xs[0]!.dtype, shape };
  },
  // A leading extent that stays is written as 0, "as it comes": so a batch axis stays free in an exported model.
  onnx: (write, xs, { shape }, node) => {
    const from = node.inputs[0]!.shape;
    const keeps = shape.length > 0 && from.length > 0 && shape[0] === from[0] && shape.every(extent => extent > 0);
    return write.node('Reshape', [xs[0]!, write.ints(keeps ? [0, ...shape.slice(1)] : shape)]);
  },
  gradient: ({ dy, xs }) => [reshape(dy, xs[0]!.shape)],
};
/** The same values in another shape; one extent may be −1, "what is left". */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = sizeOf(shape.filter(extent => extent !== -1));
  const full = shape.map(extent => (extent === -1 ? sizeOf(x.shape) / known : extent));
  return sameShape(full, x.shape) ? x : apply(reshapeOp, [x], { shape: full });
}

/** All axes from `from` on folded into one. */
export const flatten = (x: Tensor, from = 1): Tensor =>
  reshape(x, [...x.shape.slice(0, from), sizeOf(x.shape.slice(from))]);

/** A new axis of extent 1 at `axis`. */
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('expandDims', axis, x.shape.length + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/** Without the axis `axis`, whose extent must be 1. */
export function squeeze(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('squeeze', axis, x.shape.length);
  if (x.shape[at] !== 1) throw shapeError('squeeze', `extent 1 at axis ${at}`, [x]);
  return reshape(x, x.shape.toSpliced(at, 1));
}

const transposeOp: Op<{ order: readonly number[] }> = {
  name: 'transpose',
  type: ([x], { order }) => ({ dtype: x!.dtype, shape: order.map(axis => x!.shape[axis]!) }),
  onnx: (write, xs, { order }) => write.node('Transpose', xs, { perm: order }),
  gradient: ({ dy, attrs: { order } }) => [transpose(dy, inverse(order))],
};
/** Its axes in another order; the last two swapped by default. */
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
  gradient: ({ dy }) => [dy],
};
/** x repeated along its axes of extent 1 (and new leading ones) up to `shape`. */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : apply(broadcastToOp, [x], { shape });

/** An array of `shape` filled with one number; the model holds the number once. */
export const full = (shape: Shape, value: number, dtype: DType = 'float32'): Tensor =>
  broadcastTo(constant(value, { dtype, shape: shape.map(() => 1) }), shape);

/** The sum of x over the axes along which `shape` was broadcast to x's shape: broadcasting undone. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter(axis => axis < lead || (shape[axis - lead] === 1 && x.shape[axis] !== 1));
  return reshape(axes.length === 0 ? x : sum(x, axes), shape);
}

const concatOp: Op<{ axis: number }> = {
  name: 'concat',
  type: (xs, { axis }) => {
    const first = xs[0]!;
    const fits = (x: Tensor) =>
      x.dtype === first.dtype &&
      x.shape.length === first.shape.length &&
      x.shape.every((extent, i) => i === axis || extent === first.shape[i]);
    if (!xs.every(fits)) throw shapeError('concat', `one dtype and equal extents on all axes but ${axis}`, xs);
    return {
      dtype: first.dtype,
      shape: first.shape.with(
        axis,
        xs.reduce((total, x) => total + x.shape[axis]!, 0),
      ),
    };
  },
  onnx: (write, xs, { axis }) => write.node('Concat', xs, { axis }),
  gradient: ({ dy, xs, attrs: { axis } }) =>
    split(
      dy,
      xs.map(x => x.shape[axis]!),
      axis,
    ),
};
/** The tensors one after another along `axis`. */
export function concat(xs: readonly Tensor[], axis = 0): Tensor {
  if (xs.length === 0) throw shapeError('concat', 'at least one tensor', xs, 'Pass a list that is not empty');
  const along = normalizeAxis('concat', axis, xs[0]!.shape.length);
  return xs.length === 1 ? xs[0]! : apply(concatOp, xs, { axis: along });
}

/** Tensors of one shape stacked along a new axis. */
export const stack = (xs: readonly Tensor[], axis = 0): Tensor =>
  concat(
    xs.map(x => expandDims(x, axis)),
    axis,
  );

const splitOp: Op<{ sizes: readonly number[]; axis: number }> = {
  name: 'split',
  type: (xs, { sizes, axis }) => {
    const x = xs[0]!;
    if (sizes.reduce((a, b) => a + b, 0) !== x.shape[axis] || sizes.some(size => size < 1))
      throw shapeError('split', `${sizes.join(' + ')} along axis ${axis}`, xs);
    return sizes.map(size => ({ dtype: x.dtype, shape: x.shape.with(axis, size) }));
  },
  onnx: (write, xs, { sizes, axis }) =>
    write.nodeWithOutputs(sizes.length, 'Split', [xs[0]!, write.ints(sizes)], { axis }),
  gradient: ({ dys, xs, attrs: { sizes, axis } }) => [
    concat(
      sizes.map((size, i) => dys[i] ?? zeros(xs[0]!, axis, size)),
      axis,
    ),
  ],
};
/** Cut into pieces of the given sizes along `axis`. */
export const split = (x: Tensor, sizes: readonly number[], axis = 0): readonly Tensor[] =>
  applyAll(splitOp, [x], { sizes, axis: normalizeAxis('split', axis, x.shape.length) });

const zeros = (like: Tensor, axis: number, size: number): Tensor => full(like.shape.with(axis, size), 0);

interface SliceAttrs {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}

const sliceOp: Op<SliceAttrs> = {
  name: 'slice',
  type: ([x], { starts, ends, steps }) => ({
    dtype: x!.dtype,
    shape: starts.map((start, i) => Math.max(0, Math.ceil((ends[i]! - start) / steps[i]!))),
  }),
  // Only the axes that are cut are named, so that the others stay free.
  onnx: (write, xs, { starts, ends, steps }, node) => {
    const from = node.inputs[0]!.shape;
    const cut = from
      .map((_, axis) => axis)
      .filter(axis => starts[axis] !== 0 || ends[axis] !== from[axis] || steps[axis] !== 1);
    const pick = (list: readonly number[]) => write.ints(cut.map(axis => list[axis]!));
    return write.node('Slice', [xs[0]!, pick(starts), pick(ends), write.ints(cut), pick(steps)]);
  },
  gradient: ({ dy, xs, attrs: { starts, steps } }) => {
    const spread = steps.reduce((d, step, axis) => (step === 1 ? d : dilate(d, axis, step)), dy);
    const after = xs[0]!.shape.map((extent, i) => extent - starts[i]! - spread.shape[i]!);
    const trimmed = after.some(n => n < 0)
      ? slice(spread, { ends: spread.shape.map((extent, i) => extent + Math.min(after[i]!, 0)) })
      : spread;
    return [
      pad(
        trimmed,
        starts,
        after.map(n => Math.max(n, 0)),
      ),
    ];
  },
};
/**
 * The part from `starts` (default 0) to before `ends` (default the whole extent) by `steps` (default 1, positive);
 * one number an axis. Negative bounds count from the end.
 */
export function slice(
  x: Tensor,
  part: { starts?: readonly number[]; ends?: readonly number[]; steps?: readonly number[] },
): Tensor {
  const bound = (value: number, extent: number) => Math.min(Math.max(value < 0 ? value + extent : value, 0), extent);
  const starts = x.shape.map((extent, i) => bound(part.starts?.[i] ?? 0, extent));
  const ends = x.shape.map((extent, i) => bound(part.ends?.[i] ?? extent, extent));
  const steps = x.shape.map((_, i) => part.steps?.[i] ?? 1);
  const given = [part.starts, part.ends, part.steps].map(list => list?.length ?? 0);
  if (Math.max(...given) > x.shape.length)
    throw shapeError('slice', `${Math.max(...given)} axes, as bounds are given`, [x]);
  if (steps.some(step => !Number.isInteger(step) || step < 1)) {
    throw shapeError('slice', `positive steps instead of [${steps.join(', ')}]`, [x]);
  }
  const whole = x.shape.every((extent, i) => starts[i] === 0 && ends[i] === extent && steps[i] === 1);
  return whole ? x : apply(sliceOp, [x], { starts, ends, steps });
}

/** The rows from `start` to before `end` along the first axis. */
export const rows = (x: Tensor, start: number, end: number): Tensor => slice(x, { starts: [start], ends: [end] });

/** step − 1 zeros put behind each element along an axis. */
function dilate(x: Tensor, axis: number, step: number): Tensor {
  const wide = expandDims(x, axis + 1);
  const before = wide.shape.map(() => 0);
  const padded = pad(wide, before, before.with(axis + 1, step - 1));
  return reshape(padded, x.shape.with(axis, x.shape[axis]! * step));
}

const padOp: Op<{ before: readonly number[]; after: readonly number[]; value: number }> = {
  name: 'pad',
  type: ([x], { before, after }) => ({
    dtype: x!.dtype,
    shape: x!.shape.map((extent, i) => extent + before[i]! + after[i]!),
  }),
  onnx: (write, xs, { before, after, value }, node) =>
    write.node('Pad', [xs[0]!, write.ints([...before, ...after]), write.constant(node.inputs[0]!.dtype, [value], [])]),
  gradient: ({ dy, xs, attrs: { before } }) => [
    slice(dy, { starts: before, ends: before.map((n, i) => n + xs[0]!.shape[i]!) }),
  ],
};
/** `value` (default 0) put before and after each axis, so many as the two lists say. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  const fits = before.length === x.shape.length && after.length === x.shape.length;
  if (!fits || [...before, ...after].some(n => n < 0)) {
    const got = `[${before.join(', ')}] and [${after.join(', ')}]`;
    throw shapeError('pad', `two lists of ${x.shape.length} numbers, none negative, instead of ${got}`, [x]);
  }
  return [...before, ...after].every(n => n === 0) ? x : apply(padOp, [x], { before, after, value });
}

const resizeOp: Op<{ scale: number }> = {
  name: 'resizeNearest',
  type: (xs, { scale }) => {
    const [n, c, h, w] = xs[0]!.shape;
    const fits = xs[0]!.shape.length === 4 && Number.isInteger(scale) && scale > 0;
    if (!fits) throw shapeError('resizeNearest', `[N, C, H, W] and a whole scale instead of ${scale}`, xs);
    return { dtype: xs[0]!.dtype, shape: [n!, c!, h! * scale, w! * scale] };
  },
  onnx: (write, xs, { scale }) =>
    write.node('Resize', [xs[0]!, '', write.constant('float32', [1, 1, scale, scale])], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    }),
  gradient: ({ dy, xs, attrs: { scale } }) => {
    const [n, c, h, w] = xs[0]!.shape as [number, number, number, number];
    return [sum(reshape(dy, [n, c, h, scale, w, scale]), [3, 5])];
  },
};
/** Images [N, C, H, W] enlarged `scale` times (a whole number), each pixel repeated. */
export const resizeNearest = (x: Tensor, scale: number): Tensor => (scale === 1 ? x : apply(resizeOp, [x], { scale }));

/** 1 where the class index [...] is, else 0: [..., depth], float32. */
export const oneHot = (indices: Tensor, depth: number): Tensor =>
  cast(equal(expandDims(indices, -1), constant([...Array(depth).keys()], { dtype: indices.dtype })), 'float32');

/** The matrix's diagonal [n] of [n, n]. */
export function diagonal(x: Tensor): Tensor {
  if (x.shape.length !== 2 || x.shape[0] !== x.shape[1]) throw shapeError('diagonal', 'a matrix [n, n]', [x]);
  return sum(mul(x, eye(x.shape[0]!)), [1]);
}

/** The identity matrix [n, n]. */
export const eye = (n: number): Tensor =>
  constant(
    Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
    { shape: [n, n] },
  );
