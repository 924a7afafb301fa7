import { sizeOf } from '../nd-array.ts';
import { nothing } from './cost-rules.ts';
import type { OnnxWriter } from './onnx/writer.ts';
import { type Moves, pairOf, placesOf, sidesOf } from './ops/window.ts';
import { apply, type Op, type Tensor } from './tensor.ts';
import type { Shape } from './tensor-type.ts';

/** Windows over images [N, C, H, W]. */
interface Windows extends Moves {
  /** The images' shape. */
  readonly image: Shape;
  /** The window's height and width. */
  readonly kernel: readonly [number, number];
}

/** The pixel of the image that each number of each window lies on, by number of the window and place of it; −1 for the padding. */
function pixelsOf({ image, kernel, ...moves }: Windows): readonly number[] {
  const [h, w] = image.slice(2) as [number, number];
  const [rows, columns] = placesOf([h, w], kernel, moves);
  const [[sy, sx], [dy, dx], [top, left]] = [pairOf(moves.stride), pairOf(moves.dilation), sidesOf(moves.padding)];
  const number = (i: number, j: number, row: number, column: number) => {
    const [y, x] = [row * sy + i * dy - top, column * sx + j * dx - left];
    return y < 0 || y >= h || x < 0 || x >= w ? -1 : y * w + x;
  };
  const each = (extent: number) => [...Array(extent).keys()];
  return each(kernel[0]).flatMap(i =>
    each(kernel[1]).flatMap(j => each(rows).flatMap(row => each(columns).map(column => number(i, j, row, column)))),
  );
}

/** The shape [places·N, C·K] of all windows of K numbers. */
function unfolded({ image, kernel, ...moves }: Windows): [number, number] {
  const [n, c, h, w] = image as readonly [number, number, number, number];
  return [sizeOf(placesOf([h, w], kernel, moves)) * n, c * sizeOf(kernel)];
}

/** Rows [a, b] of a matrix into columns, where there is more than one. */
const turned = (write: OnnxWriter, x: string, [a, b]: readonly [number, number]): string => {
  const matrix = write.node('Reshape', [x, write.ints([a, b])]);
  return Math.min(a, b) === 1 ? matrix : write.node('Transpose', [matrix], { perm: [1, 0] });
};

const unfoldOp: Op<Windows> = {
  name: 'unfold',
  type: (_, windows) => ({ dtype: 'float32', shape: unfolded(windows) }),
  // Whole images' pixels are moved at once: each is one block of N·C numbers.
  onnx: (write, [x], windows) => {
    const [n, c, h, w] = windows.image as readonly [number, number, number, number];
    const pixels = pixelsOf(windows);
    const flat = write.node('Reshape', [x!, write.ints([n, c, h * w])]);
    const byPixel = write.node('Transpose', [flat], { perm: [2, 0, 1] });
    const zeros = () => write.constant('float32', new Float32Array(n * c), [1, n, c]);
    const padded = pixels.includes(-1) ? write.node('Concat', [byPixel, zeros()], { axis: 0 }) : byPixel;
    const indices = pixels.map(pixel => (pixel < 0 ? h * w : pixel));
    const gathered = write.node('Gather', [padded, write.ints(indices)], { axis: 0 });
    const size = sizeOf(windows.kernel);
    const [rows, columns] = unfolded(windows);
    const windowsLast = turned(write, gathered, [size, (rows * columns) / size]);
    return write.node('Reshape', [windowsLast, write.ints([rows, columns])]);
  },
  cost: nothing,
  gradient: ({ dy, attrs }) => [apply(foldOp, [dy], attrs)],
};

/**
 * Windows of images as rows of a matrix: x [N, C, H, W] → [places·N, C·K], K the numbers of a window. With it a convolution is
 * one product of matrices.
 */
export const unfold = (x: Tensor, kernel: readonly [number, number], moves: Moves): Tensor =>
  apply(unfoldOp, [x], { ...moves, kernel, image: x.shape });

/** The transpose of `unfold`: each pixel gets the sum of the windows' numbers that lie on it. */
const foldOp: Op<Windows> = {
  name: 'fold',
  type: (_, { image }) => ({ dtype: 'float32', shape: image }),
  onnx: (write, [x], windows) => {
    const [n, c, h, w] = windows.image as readonly [number, number, number, number];
    const pixels = pixelsOf(windows);
    const size = sizeOf(windows.kernel);
    const [rows, columns] = unfolded(windows);
    const windowsFirst = turned(write, x!, [(rows * columns) / size, size]);
    const numbers = write.node('Reshape', [windowsFirst, write.ints([pixels.length, n * c])]);
    const lies = new Float32Array(h * w * pixels.length);
    pixels.forEach((pixel, i) => {
      if (pixel >= 0) lies[pixel * pixels.length + i] = 1;
    });
    const summed = write.node('MatMul', [write.constant('float32', lies, [h * w, pixels.length]), numbers]);
    const byPixel = write.node('Reshape', [summed, write.ints([h * w, n, c])]);
    const flat = write.node('Transpose', [byPixel], { perm: [1, 2, 0] });
    return write.node('Reshape', [flat, write.ints(windows.image)]);
  },
  cost: ({ xs }) => sizeOf(xs[0]!.shape),
  gradient: ({ dy, attrs }) => [apply(unfoldOp, [dy], attrs)],
};
