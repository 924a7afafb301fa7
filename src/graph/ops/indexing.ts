import { sizeOf } from '../../nd-array.ts';
import { nothing } from '../cost-rules.ts';
import { apply, applyAll, type Op, type Tensor } from '../tensor.ts';
import { normalizeAxis, sameShape, shapeError } from '../tensor-type.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { constant, eye } from './constant.ts';
import { mul, neg } from './elementwise.ts';
import { sum } from './reduce.ts';
import { broadcastTo, expandDims, full, reshape } from './shape.ts';

/** Zeros of the shape of x. */
const zerosLike = (x: Tensor): Tensor => full(x.shape, 0);

const gatherOp: Op<{ axis: number }> = {
  name: 'gather',
  type: (xs, { axis }) => {
    const [x, indices] = xs as [Tensor, Tensor];
    if (!isIndex(indices)) throw shapeError('gather', 'int32 or int64 indices', xs);
    return { dtype: x.dtype, shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)] };
  },
  onnx: (write, xs, { axis }) => write.node('Gather', xs, { axis }),
  cost: nothing,
  gradient: ({ dy, xs, attrs: { axis } }) => {
    const [x, indices] = xs as [Tensor, Tensor];
    const count = sizeOf(indices.shape);
    const moved = reshape(dy, [...x.shape.slice(0, axis), count, ...x.shape.slice(axis + 1)]);
    const along = reshape(
      indices,
      x.shape.map((_, i) => (i === axis ? count : 1)),
    );
    return [scatterAdd(zerosLike(x), broadcastTo(along, moved.shape), moved, axis), undefined];
  },
};
/**
 * The slices of x along `axis` (default the first) that `indices` name: x [n, …] and indices [k] → [k, …], and likewise for
 * indices of any shape. Indices are int32 or int64; negative ones count from the end, and one outside stops the run.
 */
export const gather = (x: Tensor, indices: Tensor, axis = 0): Tensor =>
  apply(gatherOp, [x, indices], { axis: normalizeAxis('gather', axis, x.shape.length) });

const isIndex = ({ dtype }: Tensor): boolean => dtype === 'int32' || dtype === 'int64';

/** Whether each of `indices` can name an element of x along `axis`, its other places being its own. */
const pointsInto = (x: Tensor, indices: Tensor, axis: number): boolean =>
  isIndex(indices) &&
  x.shape.length === indices.shape.length &&
  indices.shape.every((extent, i) => i === axis || extent <= x.shape[i]!);

const gatherElementsOp: Op<{ axis: number }> = {
  name: 'gatherElements',
  type: (xs, { axis }) => {
    const [x, indices] = xs as [Tensor, Tensor];
    if (!pointsInto(x, indices, axis)) {
      throw shapeError('gatherElements', 'int32 or int64 indices of the same rank, no longer on the other axes', xs);
    }
    return { dtype: x.dtype, shape: indices.shape };
  },
  onnx: (write, xs, { axis }) => write.node('GatherElements', xs, { axis }),
  cost: nothing,
  gradient: ({ dy, xs, attrs: { axis } }) => [scatterAdd(zerosLike(xs[0]!), xs[1]!, dy, axis), undefined],
};
/**
 * The elements of x that `indices` name along `axis` (default the last): y[i][j] = x[i][indices[i][j]], and likewise for any
 * axis and rank. Indices are int32 or int64, of x's rank, and no longer than x on the other axes.
 */
export const gatherElements = (x: Tensor, indices: Tensor, axis = -1): Tensor =>
  apply(gatherElementsOp, [x, indices], { axis: normalizeAxis('gatherElements', axis, x.shape.length) });

const scatterAddOp: Op<{ axis: number }> = {
  name: 'scatterAdd',
  type: (xs, { axis }) => {
    const [x, indices, updates] = xs as [Tensor, Tensor, Tensor];
    const fits = sameShape(indices.shape, updates.shape) && x.dtype === updates.dtype;
    if (!fits || !pointsInto(x, indices, axis)) {
      throw shapeError('scatterAdd', 'int32 or int64 indices and updates of one shape that fits into x', xs);
    }
    return x;
  },
  onnx: (write, xs, { axis }) => write.node('ScatterElements', xs, { axis, reduction: 'add' }),
  cost: ({ xs }) => sizeOf(xs[1]!.shape),
  gradient: ({ dy, xs, attrs: { axis } }) => [dy, undefined, gatherElements(dy, xs[1]!, axis)],
};
/**
 * x with `updates` added at x[i][indices[i][j]] along `axis` (default the last), and likewise for any axis and rank. Indices
 * (int32 or int64) and updates have one shape; what goes to one place adds up.
 */
export const scatterAdd = (x: Tensor, indices: Tensor, updates: Tensor, axis = -1): Tensor =>
  apply(scatterAddOp, [x, indices, updates], { axis: normalizeAxis('scatterAdd', axis, x.shape.length) });

const scatterOp: Op<{ axis: number }> = {
  ...scatterAddOp,
  name: 'scatter',
  onnx: (write, xs, { axis }) => write.node('ScatterElements', xs, { axis }),
  gradient: ({ dy, xs: [, indices, updates], attrs: { axis } }) => [
    scatter(dy, indices!, zerosLike(updates!), axis),
    undefined,
    gatherElements(dy, indices!, axis),
  ],
};
/**
 * x with `updates` in place of what was at x[i][indices[i][j]] along `axis` (default the last), and likewise for any axis and
 * rank. Indices (int32 or int64) and updates have one shape; each place is named once at most.
 */
export const scatter = (x: Tensor, indices: Tensor, updates: Tensor, axis = -1): Tensor =>
  apply(scatterOp, [x, indices, updates], { axis: normalizeAxis('scatter', axis, x.shape.length) });

const topKOp: Op<{ k: number; axis: number; largest: boolean }> = {
  name: 'topK',
  type: (xs, { k, axis }) => {
    const x = xs[0]!;
    if (!Number.isInteger(k) || k < 1 || k > x.shape[axis]!)
      throw shapeError('topK', `at least k = ${k} values along axis ${axis}`, xs);
    const shape = x.shape.with(axis, k);
    return [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ];
  },
  onnx: (write, xs, { k, axis, largest }) =>
    write.nodeWithOutputs(2, 'TopK', [xs[0]!, write.ints([k])], { axis, largest: Number(largest), sorted: 1 }),
  cost: ({ xs, attrs: { axis } }) => sizeOf(xs[0]!.shape) * Math.ceil(Math.log2(Math.max(2, xs[0]!.shape[axis]!))),
  gradient: ({ dys, xs, y, attrs: { axis } }) => [
    dys[0] && scatterAdd(zerosLike(xs[0]!), y.node.outputs[1]!, dys[0], axis),
  ],
};
/**
 * The k greatest values along `axis` (default the last), or the smallest where `largest` is false, best first, and their
 * indices (int64); of equals the first comes first. k is from 1 to the axis' extent, which it replaces.
 */
export function topK(
  x: Tensor,
  k: number,
  options: { axis?: number; largest?: boolean } = {},
): { values: Tensor; indices: Tensor } {
  const axis = normalizeAxis('topK', options.axis ?? -1, x.shape.length);
  const [values, indices] = applyAll(topKOp, [x], { k, axis, largest: options.largest ?? true });
  return { values: values!, indices: indices! };
}

/**
 * All values along `axis` (default the last) in ascending order, or descending where asked for, and the indices (int64) that
 * put them so; of equals the first comes first.
 */
export const sort = (x: Tensor, options: { axis?: number; descending?: boolean } = {}) =>
  topK(x, x.shape.at(options.axis ?? -1)!, { axis: options.axis ?? -1, largest: options.descending ?? false });

/** The permutation (int64) that undoes `order`, which has the indices 0 … n − 1 in some order along its last axis. */
export const inversePermutation = (order: Tensor): Tensor =>
  topK(neg(cast(order, 'float32')), order.shape.at(-1)!).indices;

/** Class indices [...] as vectors [..., depth], float32: 1 at the index, else 0; all 0 where the index is not below `depth`. */
export const oneHot = (indices: Tensor, depth: number): Tensor =>
  cast(equal(expandDims(indices, -1), constant([...Array(depth).keys()], { dtype: indices.dtype })), 'float32');

/** The diagonal [n] of a matrix [n, n]. */
export function diagonal(x: Tensor): Tensor {
  if (x.shape.length !== 2 || x.shape[0] !== x.shape[1]) throw shapeError('diagonal', 'a matrix [n, n]', [x]);
  return sum(mul(x, eye(x.shape[0]!)), [1]);
}
