import { NearfarError } from '../../errors.ts';
import { perResult } from '../cost-rules.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { requireFloat, sameShape, shapeError } from '../tensor-type.ts';
import { cast } from './cast.ts';
import { greater, greaterOrEqual, less, where } from './comparison.ts';
import { randomUniform } from './constant.ts';
import { add, div, minimum, mul, sqrt, square, sub } from './elementwise.ts';
import { mean, sum, sumTo } from './reduce.ts';
import { reshape } from './shape.ts';

/**
 * The Euclidean length along `axis` (default the last), which goes, or stays at extent 1 where `keepDims` says so. Its
 * gradient at the zero vector is 0, not infinite.
 */
export function l2Norm(x: Tensor, axis = -1, keepDims = false): Tensor {
  return safeSqrt(sum(square(x), axis, keepDims));
}

/** √x with slope 0 at 0, where that of `sqrt` is infinite; 0 below 0. NaN stays NaN. */
export function safeSqrt(x: Tensor): Tensor {
  const zero = less(x, 1e-30);
  return where(zero, 0, sqrt(where(zero, 1, x)));
}

/**
 * x / ‖x‖ along `axis` (default the last): vectors of length 1. A vector no longer than `eps` (default 10⁻¹²) has no direction
 * to speak of: it gives zeros and gets no gradient, where PyTorch's x / max(‖x‖, eps) would give it one of 1/eps.
 */
export function l2Normalize(x: Tensor, axis = -1, eps = 1e-12): Tensor {
  const length = l2Norm(x, axis, true);
  return div(x, where(greater(length, eps), length, Number.POSITIVE_INFINITY));
}

/** Scale and shift [C] laid out for images [N, C, H, W] (or rows [N, C]). */
const perChannel = (t: Tensor, x: Tensor): Tensor =>
  reshape(
    t,
    x.shape.map((_, axis) => (axis === 1 ? t.shape[0]! : 1)),
  );

function requireChannels(op: string, x: Tensor, perChannel: readonly Tensor[]): void {
  if (x.shape.length >= 2 && perChannel.every(t => sameShape(t.shape, [x.shape[1]!]))) return;
  throw shapeError(op, 'x [N, C, …] and a vector [C] each of what goes by channel', [x, ...perChannel]);
}

const otherAxes = (x: Tensor): number[] => x.shape.map((_, axis) => axis).filter(axis => axis !== 1);

/**
 * Batch normalisation of x [N, C, …] with the batch's own statistics, then scale and shift [C] (Ioffe & Szegedy 2015):
 * y = scale·(x − mean) / √(variance + eps) + shift, `eps` by default 10⁻⁵. Returns y and the statistics, [C] each; the variance
 * divides by n.
 */
export function batchNorm(x: Tensor, scale: Tensor, shift: Tensor, eps = 1e-5) {
  requireChannels('batchNorm', x, [scale, shift]);
  const axes = otherAxes(x);
  const mu = mean(x, axes, true);
  const centred = sub(x, mu);
  const sigma2 = mean(square(centred), axes, true);
  const factor = div(perChannel(scale, x), sqrt(add(sigma2, eps)));
  const y = add(mul(centred, factor), perChannel(shift, x));
  return { y, mean: reshape(mu, scale.shape), variance: reshape(sigma2, scale.shape) };
}

/** Batch normalisation of x [N, C, …] with given statistics [C], as a trained network uses it; `eps` as for `batchNorm`. */
export function batchNormInference(
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  statistics: { mean: Tensor; variance: Tensor },
  eps = 1e-5,
): Tensor {
  requireChannels('batchNormInference', x, [scale, shift, statistics.mean, statistics.variance]);
  const factor = div(scale, sqrt(add(statistics.variance, eps)));
  const offset = sub(shift, mul(statistics.mean, factor));
  return add(mul(x, perChannel(factor, x)), perChannel(offset, x));
}

/**
 * Normalisation of x [..., D] over the last axis to mean 0 and variance 1, then scale and shift [D] (Ba et al. 2016). `eps`
 * (default 10⁻⁵) is added to the variance.
 */
export function layerNorm(x: Tensor, scale: Tensor, shift: Tensor, eps = 1e-5): Tensor {
  const fits = [scale, shift].every(t => sameShape(t.shape, x.shape.slice(-1)));
  if (!fits) throw shapeError('layerNorm', 'x [..., D], scale [D] and shift [D]', [x, scale, shift]);
  const centred = sub(x, mean(x, -1, true));
  const sigma2 = mean(square(centred), -1, true);
  return add(mul(div(centred, sqrt(add(sigma2, eps))), scale), shift);
}

/**
 * Zeroes each value with probability `rate` and scales the rest by 1/(1 − rate), anew each run (Srivastava et al. 2014).
 * `rate` is from 0 to below 1.
 */
export function dropout(x: Tensor, rate: number): Tensor {
  if (!(rate >= 0 && rate < 1)) {
    throw new NearfarError({ who: 'dropout', expected: 'a rate from 0 to below 1', got: `${rate}` });
  }
  if (rate === 0) return x;
  return mul(x, mul(cast(greaterOrEqual(randomUniform(x.shape), rate), 'float32'), 1 / (1 - rate)));
}

const preluOp: Op<undefined> = {
  name: 'prelu',
  type: xs => {
    const [x, slope] = xs as [Tensor, Tensor];
    requireFloat('prelu', xs);
    const fits = slope.shape.length === 1 && (slope.shape[0] === 1 || slope.shape[0] === x.shape[1]);
    if (!fits) throw shapeError('prelu', 'x [N, C, …] and slope [1] or [C]', xs);
    return x;
  },
  // max(x, 0) + slope·min(x, 0): cheaper on ONNX Runtime than PRelu or Where.
  onnx: (write, [x, slope], _, node) => {
    const [image, a] = node.inputs as [Tensor, Tensor];
    const shape = a.shape[0] === 1 ? [] : image.shape.map((_extent, axis) => (axis === 1 ? a.shape[0]! : 1));
    const negative = write.node('Min', [x!, write.constant('float32', [0], [])]);
    const scaled = write.node('Mul', [negative, write.node('Reshape', [slope!, write.ints(shape)])]);
    return write.node('Add', [write.node('Relu', [x!]), scaled]);
  },
  cost: perResult,
  // dx = dy·(slope + (1 − slope)·[x > 0]), dslope = Σ dy·min(x, 0)
  gradient: ({ dy, xs, needs }) => {
    const [x, slope] = xs as [Tensor, Tensor];
    const a = slope.shape[0] === 1 ? reshape(slope, []) : perChannel(slope, x);
    const positive = cast(greater(x, 0), 'float32');
    return [
      needs[0] ? mul(dy, add(a, mul(positive, sub(1, a)))) : undefined,
      needs[1] ? reshape(sumTo(mul(dy, minimum(x, 0)), a.shape), slope.shape) : undefined,
    ];
  },
};
/** x [N, C, …] where positive, slope·x elsewhere: `slope` is one number [1] or one a channel [C] (He et al. 2015). */
export const prelu = (x: Tensor, slope: Tensor): Tensor => apply(preluOp, [x, slope], undefined);
