import { nothing } from '../cost-rules.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { shapeError } from '../tensor-type.ts';
import { sum } from './reduce.ts';
import { reshape } from './shape.ts';
import { type Pair, pairOf } from './window.ts';

const resizeOp: Op<{ scale: Pair }> = {
  name: 'resizeNearest',
  type: (xs, { scale }) => {
    const [n, c, h, w] = xs[0]!.shape;
    const [rows, columns] = pairOf(scale);
    const fits = xs[0]!.shape.length === 4 && [rows, columns].every(n => Number.isInteger(n) && n > 0);
    if (!fits) throw shapeError('resizeNearest', `[N, C, H, W] and a whole scale instead of ${scale}`, xs);
    return { dtype: xs[0]!.dtype, shape: [n!, c!, h! * rows, w! * columns] };
  },
  onnx: (write, xs, { scale }) =>
    write.node('Resize', [xs[0]!, '', write.constant('float32', [1, 1, ...pairOf(scale)])], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    }),
  cost: nothing,
  gradient: ({ dy, xs, attrs: { scale } }) => {
    const [n, c, h, w] = xs[0]!.shape as [number, number, number, number];
    const [rows, columns] = pairOf(scale);
    return [sum(reshape(dy, [n, c, h, rows, w, columns]), [3, 5])];
  },
};
/**
 * Images enlarged, each pixel repeated: [N, C, H, W] → [N, C, scale·H, scale·W]; `scale` is a whole number of at least 1, or
 * one for rows and one for columns.
 */
export const resizeNearest = (x: Tensor, scale: Pair): Tensor =>
  pairOf(scale).every(n => n === 1) ? x : apply(resizeOp, [x], { scale });
