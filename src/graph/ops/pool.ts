import { sizeOf } from '../../nd-array.ts';
import type { Applied } from '../cost-rules.ts';
import { apply, applyAll, type Op, type Tensor } from '../tensor.ts';
import { requireFloat, requireWhole, type Shape, shapeError } from '../tensor-type.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { conv2d } from './conv.ts';
import { div, mul } from './elementwise.ts';
import { scatterAdd } from './indexing.ts';
import { mean } from './reduce.ts';
import { resizeNearest } from './resize.ts';
import { full, reshape } from './shape.ts';
import { pad, slice } from './slice.ts';

/** How a window moves over its image; the same for rows and columns, whole numbers all. */
export interface PoolOptions {
  /** The window's side in pixels, at least 1. */
  kernel: number;
  /** How many pixels the window moves on, at least 1. Default: the kernel's side, so that windows do not overlap. */
  stride?: number;
  /** Pixels around each side, from 0 to kernel − 1; default 0. */
  padding?: number;
}

type PoolAttrs = Required<PoolOptions>;

function complete(op: string, { kernel, stride = kernel, padding = 0 }: PoolOptions): PoolAttrs {
  requireWhole(op, { kernel, stride }, 1);
  requireWhole(op, { padding }, 0, kernel - 1);
  return { kernel, stride, padding };
}

function pooledShape(name: string, xs: readonly Tensor[], { kernel, stride, padding }: PoolAttrs): Shape {
  requireFloat(name, xs);
  const [n, c, h, w] = xs[0]!.shape as readonly [number, number, number, number];
  const extent = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  if (xs[0]!.shape.length !== 4 || extent(h) < 1 || extent(w) < 1) {
    throw shapeError(name, `[N, C, H, W] no smaller than the window of ${kernel}`, xs);
  }
  return [n, c, extent(h), extent(w)];
}

const onnxAttributes = ({ kernel, stride, padding }: PoolAttrs) => ({
  kernel_shape: [kernel, kernel],
  strides: [stride, stride],
  pads: [padding, padding, padding, padding],
});

/** Each number of each window is looked at once. */
const windowCost = ({ ys, attrs: { kernel } }: Applied<PoolAttrs>): number => sizeOf(ys[0]!.shape) * kernel ** 2;

/** Whether the windows lie side by side, so that an enlarged result covers the input. */
const tiles = ({ kernel, stride, padding }: PoolAttrs): boolean => kernel === stride && padding === 0;

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
export const maxPool2d = (x: Tensor, options: PoolOptions): Tensor =>
  apply(maxPoolOp, [x], complete('maxPool2d', options));

/** A runtime's pooling with indices costs ten times the plain one, so the place of a maximum is found by comparing. */
function tiledMaxGradient(x: Tensor, y: Tensor, dy: Tensor, { kernel }: PoolAttrs): Tensor {
  const covered = resizeNearest(y, kernel);
  const at = cast(equal(slice(x, { ends: covered.shape }), covered), 'float32');
  const ties = avgPool2d(at, { kernel });
  const share = div(mul(dy, 1 / kernel ** 2), ties);
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
  gradient: { none: 'it serves the gradient of maxPool2d only' },
};

function indexedMaxGradient(x: Tensor, dy: Tensor, attrs: PoolAttrs): Tensor {
  const [, indices] = applyAll(maxPoolIndicesOp, [x], attrs);
  const zeros = full([sizeOf(x.shape)], 0);
  return reshape(scatterAdd(zeros, reshape(indices!, [-1]), reshape(dy, [-1]), 0), x.shape);
}

const avgPoolOp: Op<PoolAttrs> = {
  name: 'avgPool2d',
  type: (xs, attrs) => ({ dtype: 'float32', shape: pooledShape('avgPool2d', xs, attrs) }),
  onnx: (write, xs, attrs) => write.node('AveragePool', xs, onnxAttributes(attrs)),
  cost: windowCost,
  gradient: ({ dy, xs, attrs: { kernel } }) => [padEnd(resizeNearest(mul(dy, 1 / kernel ** 2), kernel), xs[0]!.shape)],
};
/** The mean of each window, the padding's zeros counted: [N, C, H, W] → [N, C, H', W'], H' as for `maxPool2d`. */
export function avgPool2d(x: Tensor, options: PoolOptions): Tensor {
  const attrs = complete('avgPool2d', options);
  return tiles(attrs) ? apply(avgPoolOp, [x], attrs) : averageByConvolution(x, attrs);
}

/** Overlapping windows: a convolution of each channel with a constant kernel, which brings its gradient along. */
function averageByConvolution(x: Tensor, attrs: PoolAttrs): Tensor {
  const { kernel, stride, padding } = attrs;
  const channels = pooledShape('avgPool2d', [x], attrs)[1]!;
  const weight = full([channels, 1, kernel, kernel], 1 / kernel ** 2);
  return conv2d(x, weight, undefined, { stride, padding, groups: channels });
}

/** The mean of each channel's image: [N, C, H, W] → [N, C]. */
export const globalAvgPool2d = (x: Tensor): Tensor => mean(x, [2, 3]);
