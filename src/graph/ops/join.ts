import { nothing } from '../cost-rules.ts';
import { apply, applyAll, type Op, type Tensor } from '../tensor.ts';
import { normalizeAxis, shapeError } from '../tensor-type.ts';
import { expandDims, full } from './shape.ts';

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
  cost: nothing,
  gradient: ({ dy, xs, attrs: { axis } }) =>
    split(
      dy,
      xs.map(x => x.shape[axis]!),
      axis,
    ),
};
/** The tensors, at least one, one after another along `axis` (default the first): equal dtypes, equal extents elsewhere. */
export function concat(xs: readonly Tensor[], axis = 0): Tensor {
  if (xs.length === 0) throw shapeError('concat', 'at least one tensor', xs, 'Pass a list that is not empty');
  const along = normalizeAxis('concat', axis, xs[0]!.shape.length);
  return xs.length === 1 ? xs[0]! : apply(concatOp, xs, { axis: along });
}

/** Tensors of one shape, at least one, stacked along a new axis (default the first). */
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
  cost: nothing,
  gradient: ({ dys, xs, attrs: { sizes, axis } }) => [
    concat(
      sizes.map((size, i) => dys[i] ?? zeros(xs[0]!, axis, size)),
      axis,
    ),
  ],
};
/** x cut into pieces of the given sizes along `axis` (default the first); the sizes, 1 or more each, make up its extent. */
export const split = (x: Tensor, sizes: readonly number[], axis = 0): readonly Tensor[] =>
  applyAll(splitOp, [x], { sizes, axis: normalizeAxis('split', axis, x.shape.length) });

const zeros = (like: Tensor, axis: number, size: number): Tensor => full(like.shape.with(axis, size), 0);
