import { sizeOf } from '../../nd-array.ts';
import type { Applied } from '../cost-rules.ts';
import { constantOp } from '../given.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { requireFloat, requireWhole, type Shape, sameShape, shapeError } from '../tensor-type.ts';
import { unfold } from '../unfold.ts';
import { add } from './elementwise.ts';
import { matmul } from './matmul.ts';
import { sum } from './reduce.ts';
import { reshape, transpose } from './shape.ts';
import { slice } from './slice.ts';
import { type Padding, type Pair, pairOf, placesOf, requireEach, sidesOf, spanOf } from './window.ts';

/** How a convolution moves over its image; whole numbers all. */
export interface ConvOptions {
  /** How many pixels the kernel moves on; at least 1, default 1. */
  stride?: Pair;
  /** Pixels of zeros around the sides; at least 0, default 0. */
  padding?: Padding;
  /** How many pixels lie from one of the kernel's numbers to the next; at least 1, default 1. */
  dilation?: Pair;
  /** In how many groups the channels are convolved apart; it divides both numbers of channels. Default 1. */
  groups?: number;
}

type ConvAttrs = Required<ConvOptions>;
type Extents4 = readonly [number, number, number, number];

function complete(op: string, { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvOptions): ConvAttrs {
  requireEach(op, { stride, dilation, groups }, 1);
  requireEach(op, { padding }, 0);
  return { stride, padding, dilation, groups };
}

const onnxAttributes = ({ stride, padding, dilation, groups }: ConvAttrs, kernel: Shape) => ({
  kernel_shape: kernel,
  strides: pairOf(stride),
  pads: sidesOf(padding),
  dilations: pairOf(dilation),
  group: groups,
});

/** A product and a sum for each number of the result and each of the kernel that it takes. */
const convolutionCost = ({ xs, ys }: Applied<unknown>): number =>
  2 * sizeOf(ys[0]!.shape) * sizeOf(xs[1]!.shape.slice(1));

/** A sum over all axes but the channels': the gradient to a bias. */
const biasGradient = (dy: Tensor): Tensor => sum(dy, [0, 2, 3]);

const convOp: Op<ConvAttrs> = {
  name: 'conv2d',
  type: (xs, attrs) => {
    const [x, w, b] = xs as [Tensor, Tensor, Tensor?];
    const [n, ci, h, wd] = x.shape as Extents4;
    const [co, cig, kh, kw] = w.shape as Extents4;
    requireFloat('conv2d', xs);
    const fits =
      x.shape.length === 4 &&
      w.shape.length === 4 &&
      ci === cig * attrs.groups &&
      co % attrs.groups === 0 &&
      kh * kw > 0;
    const places = fits ? placesOf([h, wd], [kh, kw], attrs) : [0, 0];
    if (!fits || (b && !sameShape(b.shape, [co])) || places.some(n => n < 1)) {
      throw shapeError(
        'conv2d',
        'x [N, Ci, H, W], weight [Co, Ci/groups, K, K] no larger than the padded image, bias [Co]',
        xs,
      );
    }
    return { dtype: 'float32', shape: [n, co, ...places] };
  },
  onnx: (write, xs, attrs, node) => write.node('Conv', xs, onnxAttributes(attrs, node.inputs[1]!.shape.slice(2))),
  cost: convolutionCost,
  gradient: ({ dy, xs, attrs, needs }) => {
    const [x, w] = xs as [Tensor, Tensor];
    return [
      needs[0] ? inputGradient(dy, w, x.shape, attrs) : undefined,
      needs[1] ? weightGradient(x, dy, w.shape, attrs) : undefined,
      needs[2] ? biasGradient(dy) : undefined,
    ];
  },
};

/**
 * Cross-correlation of images with kernels, as deep learning calls convolution: x [N, Ci, H, W],
 * weight [Co, Ci/groups, K, K], bias [Co] (default none) → [N, Co, H', W'], where
 * H' = ⌊(H + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1. It has first derivatives only: that of the weight has none.
 */
export function conv2d(x: Tensor, weight: Tensor, bias?: Tensor, options: ConvOptions = {}): Tensor {
  const attrs = complete('conv2d', options);
  const result = apply(convOp, bias ? [x, weight, bias] : [x, weight], attrs);
  return isProduct(x, weight, result, attrs) ? asProduct(x, weight, bias, attrs, result.shape) : result;
}

/** The runtime multiplies matrices image by image: below so many places each product is too small to be fast. */
const FEW_PLACES = 16;
const MANY_IMAGES = 8;

/** Whether weights that are trained meet many images of few places: one product over all of them is up to three times as fast. */
const isProduct = (x: Tensor, weight: Tensor, { shape }: Tensor, { groups }: ConvAttrs): boolean =>
  groups === 1 &&
  x.shape[0]! >= MANY_IMAGES &&
  sizeOf(shape.slice(2)) <= FEW_PLACES &&
  weight.node.op.name !== constantOp.name;

function asProduct(x: Tensor, weight: Tensor, bias: Tensor | undefined, attrs: ConvAttrs, shape: Shape): Tensor {
  const [n, co, rows, columns] = shape as Extents4;
  const [height, width] = weight.shape.slice(2) as [number, number];
  const kernels = reshape(weight, [co, -1]);
  const product = matmul(unfold(x, [height, width], attrs), kernels, { transposeB: true }); // [places·N, Co]
  const whole = reshape(bias ? add(product, bias) : product, [rows * columns, n, co]);
  return reshape(transpose(whole, [1, 2, 0]), [n, co, rows, columns]);
}

interface ConvTransposeAttrs extends ConvAttrs {
  /** Rows and columns added at the end, where several input sizes would give the same convolution. */
  readonly outputPadding: readonly [number, number];
}

const convTransposeOp: Op<ConvTransposeAttrs> = {
  name: 'convTranspose2d',
  type: (xs, attrs) => {
    const { groups, outputPadding } = attrs;
    const [x, w, b] = xs as [Tensor, Tensor, Tensor?];
    const [n, ci, h, wd] = x.shape as Extents4;
    const [wi, cog, kh, kw] = w.shape as Extents4;
    requireFloat('convTranspose2d', xs);
    const fits = x.shape.length === 4 && w.shape.length === 4 && ci === wi && ci % groups === 0 && kh * kw > 0;
    const span = spanOf([h, wd], [kh, kw], attrs);
    const shape = [n, cog * groups, span[0] + outputPadding[0], span[1] + outputPadding[1]];
    if (!fits || (b && !sameShape(b.shape, [cog * groups])) || shape.some(size => size < 1)) {
      throw shapeError(
        'convTranspose2d',
        'x [N, Ci, H, W], weight [Ci, Co/groups, K, K], bias [Co] and a result larger than its padding',
        xs,
      );
    }
    return { dtype: 'float32', shape };
  },
  onnx: (write, xs, attrs, node) =>
    write.node('ConvTranspose', xs, {
      ...onnxAttributes(attrs, node.inputs[1]!.shape.slice(2)),
      output_padding: attrs.outputPadding,
    }),
  cost: ({ xs }) => 2 * sizeOf(xs[0]!.shape) * sizeOf(xs[1]!.shape.slice(1)),
  // The transpose of a linear map is its own gradient: a convolution takes dy back to x.
  gradient: ({ dy, xs, attrs, needs }) => {
    const [x, w] = xs as [Tensor, Tensor];
    return [
      needs[0] ? slice(conv2d(dy, w, undefined, attrs), { ends: x.shape }) : undefined,
      needs[1] ? weightGradient(dy, x, w.shape, attrs) : undefined,
      needs[2] ? biasGradient(dy) : undefined,
    ];
  },
};

/**
 * The transpose of `conv2d`, which enlarges: x [N, Ci, H, W], weight [Ci, Co/groups, K, K], bias [Co] →
 * [N, Co, (H − 1)·stride − 2·padding + dilation·(K − 1) + 1 + outputPadding, …]. `outputPadding` counts rows and columns
 * added at the end (a number for both), from 0 to stride − 1, default 0.
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvOptions & { outputPadding?: number | readonly [number, number] } = {},
): Tensor {
  const { outputPadding: extra = 0 } = options;
  const outputPadding = pairOf(extra);
  const attrs = complete('convTranspose2d', options);
  const strides = pairOf(attrs.stride);
  outputPadding.forEach((n, axis) => {
    requireWhole('convTranspose2d', { outputPadding: n }, 0, strides[axis]! - 1);
  });
  return apply(convTransposeOp, bias ? [x, weight, bias] : [x, weight], { ...attrs, outputPadding });
}

/**
 * ∂/∂x: the transposed convolution of dy, with what the stride left over at the end added. Where no pixel is skipped it is a
 * convolution with turned kernels, too, and a faster one where x has as many channels as dy, or more.
 */
function inputGradient(dy: Tensor, w: Tensor, shape: Shape, attrs: ConvAttrs): Tensor {
  const [, , h, wd] = shape as Extents4;
  const [, , ho, wo] = dy.shape as Extents4;
  const [co, ci, kh, kw] = w.shape as Extents4;
  if (attrs.groups === 1 && co <= ci && pairOf(attrs.stride).every(step => step === 1)) {
    const [dilationY, dilationX] = pairOf(attrs.dilation);
    const reach = [dilationY * (kh - 1), dilationX * (kw - 1)];
    const padding = sidesOf(attrs.padding).map((side, i) => reach[i % 2]! - side) as [number, number, number, number];
    if (padding.every(side => side >= 0))
      return conv2d(dy, apply(turnOp, [w], undefined), undefined, { ...attrs, padding });
  }
  const span = spanOf([ho, wo], [kh, kw], attrs);
  return convTranspose2d(dy, w, undefined, { ...attrs, outputPadding: [h - span[0], wd - span[1]] });
}

/** Kernels [Co, Ci, K, K] turned by half a turn, with their channels in each other's place. */
const turnOp: Op<undefined> = {
  name: 'turnKernels',
  type: ([w]) => ({ dtype: w!.dtype, shape: [w!.shape[1]!, w!.shape[0]!, ...w!.shape.slice(2)] }),
  onnx: (write, [w]) => {
    const backwards = [write.ints([-1, -1]), write.ints([-(2 ** 31), -(2 ** 31)]), write.ints([2, 3])];
    const turned = write.node('Slice', [w!, ...backwards, write.ints([-1, -1])]);
    return write.node('Transpose', [turned], { perm: [1, 0, 2, 3] });
  },
  cost: () => 0,
  gradient: ({ dy }) => [apply(turnOp, [dy], undefined)],
};

/**
 * ∂/∂w [Co, Ci/groups, K, K] of a convolution of x [N, Ci, H, W] whose result's gradient is dy [N, Co, Ho, Wo],
 * as one convolution: x with the channels of each group interleaved into its rows is one image of N channels a group, dy is
 * Co kernels of N channels dilated by the stride, and the result's rows are (k, ci) pairs.
 */
function weightGradient(x: Tensor, dy: Tensor, shape: Shape, { stride, padding, dilation, groups }: ConvAttrs): Tensor {
  const [n, , h, w] = x.shape as Extents4;
  const [co, ci, kh, kw] = shape as Extents4;
  const [[sy, sx], [dilationY, dilationX]] = [pairOf(stride), pairOf(dilation)];
  const [top, left, bottom, right] = sidesOf(padding);
  const interleaved =
    groups === 1 ? transpose(x, [0, 2, 1, 3]) : transpose(reshape(x, [n, groups, ci, h, w]), [1, 0, 3, 2, 4]); // [groups, N, H, Ci, W]
  const image = reshape(interleaved, [1, groups * n, h * ci, w]);
  const kernels = transpose(dy, [1, 0, 2, 3]); // [Co, N, Ho, Wo]
  const product = apply(interleavedConvOp, [image, kernels], {
    stride: 1,
    dilation: [sy * ci, sx],
    padding: [top * ci, left, bottom * ci, right],
    groups,
  });
  const [, , rows, columns] = product.shape as Extents4;
  const offsets = reshape(product, [co, rows / ci, ci, columns]); // [Co, offset in y, Ci, offset in x]
  const taps = slice(offsets, {
    ends: [co, (kh - 1) * dilationY + 1, ci, (kw - 1) * dilationX + 1],
    steps: [1, dilationY, 1, dilationX],
  });
  return transpose(taps, [0, 2, 1, 3]);
}

const interleavedConvOp: Op<ConvAttrs> = {
  ...convOp,
  name: 'conv2dWeightGradient',
  gradient: { none: 'second derivatives of convolutions are not implemented' },
};
