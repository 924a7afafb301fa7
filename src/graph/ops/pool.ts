import { sizeOf } from '../../nd-array.ts';
import type { Applied } from '../cost-rules.ts';
import { apply, applyAll, type Op, type Tensor } from '../tensor.ts';
import { requireFloat, requireWhole, type Shape, sameShape, shapeError } from '../tensor-type.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { constant } from './constant.ts';
import { convTranspose2d } from './conv.ts';
import { div, mul } from './elementwise.ts';
import { scatterAdd } from './indexing.ts';
import { mean } from './reduce.ts';
import { resizeNearest } from './resize.ts';
import { full, reshape } from './shape.ts';
import { pad, slice } from './slice.ts';
import { type Moves, type Padding, type Pair, pairOf, placesOf, requireEach, sidesOf, spanOf } from './window.ts';

/** How a window moves over its image; whole numbers all. */
export interface PoolOptions {
  /** The window's sides in pixels, at least 1. */
  kernel: Pair;
  /** How many pixels the window moves on, at least 1. Default: the kernel's sides, so that windows do not overlap. */
  stride?: Pair;
  /** Pixels around the sides, from 0 to kernel − 1; default 0. */
  padding?: Padding;
}

/** How a window of `maxPool2d` moves over its image. */
export interface MaxPoolOptions extends PoolOptions {
  /** How many pixels lie from one of the window's places to the next; at least 1, default 1. */
  dilation?: Pair;
}

/** How a window of `avgPool2d` moves over its image. */
export interface AvgPoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count as numbers of the window; default true. */
  countPadding?: boolean;
}

type PoolAttrs = Required<PoolOptions> & { readonly dilation?: Pair; readonly uncounted?: true };

function complete(op: string, { kernel, stride = kernel, padding = 0 }: PoolOptions): Required<PoolOptions> {
  requireEach(op, { kernel, stride }, 1);
  const sides = pairOf(kernel);
  if (typeof padding === 'number') requireEach(op, { padding }, 0, Math.min(...sides) - 1);
  else
    padding.forEach((n, i) => {
      requireWhole(op, { padding: n }, 0, sides[i % 2]! - 1);
    });
  return { kernel, stride, padding };
}

function pooledShape(name: string, xs: readonly Tensor[], { dilation = 1, ...attrs }: PoolAttrs): Shape {
  requireFloat(name, xs);
  const [n, c, h, w] = xs[0]!.shape as readonly [number, number, number, number];
  const places = placesOf([h, w], pairOf(attrs.kernel), { ...attrs, dilation });
  if (xs[0]!.shape.length !== 4 || !places.every(extent => extent >= 1)) {
    throw shapeError(name, `[N, C, H, W] no smaller than the window of ${showPair(attrs.kernel)}`, xs);
  }
  return [n, c, ...places];
}

const showPair = (pair: Pair): string => (typeof pair === 'number' ? `${pair}` : pair.join('×'));

const onnxAttributes = ({ kernel, stride, padding, dilation }: PoolAttrs) => ({
  kernel_shape: pairOf(kernel),
  strides: pairOf(stride),
  pads: sidesOf(padding),
  ...(dilation !== undefined && { dilations: pairOf(dilation) }),
});

const areaOf = (kernel: Pair): number => sizeOf(pairOf(kernel));

/** Each number of each window is looked at once. */
const windowCost = ({ ys, attrs: { kernel } }: Applied<PoolAttrs>): number => sizeOf(ys[0]!.shape) * areaOf(kernel);

/** Whether the windows lie side by side, so that an enlarged result covers the input. */
const tiles = ({ kernel, stride, padding, dilation = 1 }: PoolAttrs): boolean =>
  sameShape(pairOf(kernel), pairOf(stride)) &&
  [...sidesOf(padding), ...pairOf(dilation).map(n => n - 1)].every(n => n === 0);

const maxPoolOp: Op<PoolAttrs> = {
  name: 'maxPool2d',
  type: (xs, attrs) => ({ dtype: 'float32', shape: pooledShape('maxPool2d', xs, attrs) }),
  onnx: (write, xs, attrs) => write.node('MaxPool', xs, onnxAttributes(attrs)),
  cost: windowCost,
  gradient: ({ dy, xs, y, attrs }) => [
    tiles(attrs) ? tiledMaxGradient(xs[0]!, y, dy, attrs) : indexedMaxGradient(xs[0]!, dy, attrs),
  ],
};
/**
 * The greatest of each window: [N, C, H, W] → [N, C, H', W'], H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1. Where several share the greatest value, windows side by side share the
 * gradient equally, overlapping ones give it to the first.
 */
export const maxPool2d = (x: Tensor, options: MaxPoolOptions): Tensor =>
  apply(maxPoolOp, [x], completeMax('maxPool2d', options));

/** Only a dilation that does something is told. */
function completeMax(op: string, { dilation = 1, ...options }: MaxPoolOptions): PoolAttrs {
  requireEach(op, { dilation }, 1);
  const attrs = complete(op, options);
  return pairOf(dilation).every(n => n === 1) ? attrs : { ...attrs, dilation };
}

/** A runtime's pooling with indices costs ten times the plain one, so the place of a maximum is found by comparing. */
function tiledMaxGradient(x: Tensor, y: Tensor, dy: Tensor, { kernel }: PoolAttrs): Tensor {
  const covered = resizeNearest(y, kernel);
  const at = cast(equal(slice(x, { ends: covered.shape }), covered), 'float32');
  const ties = avgPool2d(at, { kernel });
  const share = div(mul(dy, 1 / areaOf(kernel)), ties);
  return padEnd(mul(at, resizeNearest(share, kernel)), x.shape);
}

/** Rows and columns that no window reached get zeros. */
const padEnd = (x: Tensor, shape: Shape): Tensor =>
  pad(
    x,
    shape.map(() => 0),
    shape.map((extent, i) => extent - x.shape[i]!),
  );

const maxPoolIndicesOp: Op<PoolAttrs> = {
  name: 'maxPool2dIndices',
  type: (xs, attrs) => {
    const shape = pooledShape('maxPool2dIndices', xs, attrs);
    return [
      { dtype: 'float32', shape },
      { dtype: 'int64', shape },
    ];
  },
  onnx: (write, xs, attrs) => write.nodeWithOutputs(2, 'MaxPool', xs, onnxAttributes(attrs)),
  cost: windowCost,
  gradient: ({ dys, xs, attrs }) => [dys[0] && indexedMaxGradient(xs[0]!, dys[0], attrs)],
};

/**
 * `maxPool2d`, and where each maximum lies: its index (int64) in the whole of x, row-major. Overlapping windows give the
 * gradient to the first of equals.
 */
export function maxPool2dIndices(x: Tensor, options: MaxPoolOptions): { values: Tensor; indices: Tensor } {
  const [values, indices] = applyAll(maxPoolIndicesOp, [x], completeMax('maxPool2dIndices', options));
  return { values: values!, indices: indices! };
}

function indexedMaxGradient(x: Tensor, dy: Tensor, attrs: PoolAttrs): Tensor {
  const [, indices] = applyAll(maxPoolIndicesOp, [x], attrs);
  const zeros = full([sizeOf(x.shape)], 0);
  return reshape(scatterAdd(zeros, reshape(indices!, [-1]), reshape(dy, [-1]), 0), x.shape);
}

const avgPoolOp: Op<PoolAttrs> = {
  name: 'avgPool2d',
  type: (xs, attrs) => ({ dtype: 'float32', shape: pooledShape('avgPool2d', xs, attrs) }),
  onnx: (write, xs, attrs) =>
    write.node('AveragePool', xs, { ...onnxAttributes(attrs), count_include_pad: attrs.uncounted ? 0 : 1 }),
  cost: windowCost,
  gradient: ({ dy, xs, attrs }) => [
    tiles(attrs)
      ? padEnd(resizeNearest(mul(dy, 1 / areaOf(attrs.kernel)), attrs.kernel), xs[0]!.shape)
      : spreadOverWindows(dy, xs[0]!, attrs),
  ],
};
/**
 * The mean of each window: [N, C, H, W] → [N, C, H', W'], H' as for `maxPool2d`. The padding's zeros are counted, or left out
 * of the mean where `countPadding` is false.
 */
export const avgPool2d = (x: Tensor, { countPadding = true, ...options }: AvgPoolOptions): Tensor =>
  apply(avgPoolOp, [x], { ...complete('avgPool2d', options), ...(!countPadding && { uncounted: true as const }) });

/** Each window's dy shared out among its numbers: a transposed convolution of each channel with ones. */
function spreadOverWindows(dy: Tensor, x: Tensor, { kernel, stride, padding, uncounted }: PoolAttrs): Tensor {
  const [, channels, h, w] = x.shape as readonly [number, number, number, number];
  const [moves, window] = [{ stride, padding, dilation: 1 }, pairOf(kernel)];
  const span = spanOf(dy.shape.slice(2) as [number, number], window, moves);
  const share = uncounted ? mul(dy, countsInside([h, w], dy.shape, window, moves)) : mul(dy, 1 / areaOf(kernel));
  const ones = full([channels, 1, ...window], 1);
  return convTranspose2d(share, ones, undefined, {
    stride,
    padding,
    groups: channels,
    outputPadding: [h - span[0], w - span[1]],
  });
}

/** One by how many numbers of the image each window covers: [H', W']. */
function countsInside(image: readonly [number, number], shape: Shape, window: readonly [number, number], moves: Moves) {
  const counts = ([0, 1] as const).map(axis => {
    const [stride, before] = [pairOf(moves.stride)[axis], sidesOf(moves.padding)[axis]];
    return Array.from({ length: shape[axis + 2]! }, (_, i) => {
      const start = i * stride - before;
      return Math.min(start + window[axis], image[axis]) - Math.max(start, 0);
    });
  });
  const inverse = counts[0]!.flatMap(rows => counts[1]!.map(columns => 1 / (rows * columns)));
  return constant(inverse, { shape: shape.slice(2) });
}

/** The mean of each channel's image: [N, C, H, W] → [N, C]. */
export const globalAvgPool2d = (x: Tensor): Tensor => mean(x, [2, 3]);
