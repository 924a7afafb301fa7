import { nothing } from '../cost-rules.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { shapeError } from '../tensor-type.ts';
import { sum } from './reduce.ts';
import { reshape } from './shape.ts';

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
  cost: nothing,
  gradient: ({ dy, xs, attrs: { scale } }) => {
    const [n, c, h, w] = xs[0]!.shape as [number, number, number, number];
    return [sum(reshape(dy, [n, c, h, scale, w, scale]), [3, 5])];
  },
};
/** Images enlarged, each pixel repeated: [N, C, H, W] → [N, C, scale·H, scale·W]; `scale` is a whole number of at least 1. */
export const resizeNearest = (x: Tensor, scale: number): Tensor => (scale === 1 ? x : apply(resizeOp, [x], { scale }));
