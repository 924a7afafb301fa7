import * as ops from '../graph/ops/index.ts';
import { shapeError } from '../graph/tensor-type.ts';
import { sizeOf } from '../nd-array.ts';
import { fill, type Initializer, normal, ones, torchBias, torchWeight, zeros } from './initializers.ts';
import type { Module } from './module.ts';

/** A dense layer. */
export interface LinearOptions {
  /** Number of outputs, at least 1. */
  out: number;
  /** Whether a bias is added; default true. */
  bias?: boolean;
  /** Makes the weight's first values; default PyTorch's (`torchWeight`). */
  initializer?: Initializer;
}

/** x·Wᵀ + b: [N, in] → [N, out]; parameters `weight` [out, in] and `bias` [out]. */
export const linear =
  ({ out, bias = true, initializer = torchWeight }: LinearOptions): Module =>
  (x, scope) => {
    const shape = [out, x.shape[1]!];
    const weight = scope.parameter('weight', shape, initializer);
    return ops.linear(x, weight, bias ? scope.parameter('bias', [out], torchBias(shape)) : undefined);
  };

/** A convolution of images. */
export interface Conv2dOptions extends ops.ConvOptions {
  /** Number of output channels, at least 1. */
  out: number;
  /** The kernel's side in pixels, at least 1. */
  kernel: number;
  /** Whether a bias is added; default true. */
  bias?: boolean;
  /** Makes the weight's first values; default PyTorch's (`torchWeight`). */
  initializer?: Initializer;
}

/**
 * Convolution of images [N, C, H, W] → [N, out, H', W'], as `graph.conv2d` has it; parameters `weight` [out, C/groups, k, k]
 * and `bias` [out].
 */
export const conv2d =
  ({ out, kernel, bias = true, initializer = torchWeight, ...options }: Conv2dOptions): Module =>
  (x, scope) => {
    const shape = [out, x.shape[1]! / (options.groups ?? 1), kernel, kernel];
    const weight = scope.parameter('weight', shape, initializer);
    return ops.conv2d(x, weight, bias ? scope.parameter('bias', [out], torchBias(shape)) : undefined, options);
  };

/** A transposed convolution of images. */
export interface ConvTranspose2dOptions extends Conv2dOptions {
  /** Rows and columns added at the end, from 0 to stride − 1; default 0. */
  outputPadding?: number;
}

/**
 * Transposed convolution, which enlarges images [N, C, H, W] → [N, out, H', W'], as `graph.convTranspose2d` has it; parameters
 * `weight` [C, out/groups, k, k] and `bias` [out].
 */
export const convTranspose2d =
  ({ out, kernel, bias = true, initializer = torchWeight, ...options }: ConvTranspose2dOptions): Module =>
  (x, scope) => {
    const shape = [x.shape[1]!, out / (options.groups ?? 1), kernel, kernel];
    const weight = scope.parameter('weight', shape, initializer);
    return ops.convTranspose2d(x, weight, bias ? scope.parameter('bias', [out], torchBias(shape)) : undefined, options);
  };

/** A table of vectors by number. */
export interface EmbeddingOptions {
  /** How many numbers there are, at least 1: 0 … count − 1. */
  count: number;
  /** Width of each vector, at least 1. */
  dim: number;
  /** Makes the vectors' first values; default PyTorch's, normal with deviation 1. */
  initializer?: Initializer;
}

/** A learned vector for each number, of users, items or words: int32 or int64 [N, …] → [N, …, dim]; the parameter `weight` [count, dim]. */
export const embedding =
  ({ count, dim, initializer = normal() }: EmbeddingOptions): Module =>
  (x, scope) =>
    ops.gather(scope.parameter('weight', [count, dim], initializer), x);

/**
 * x [N, C, …] where positive, else slope·x with a learned slope, the parameter `weight`: [1], or [C] where `perChannel` (default
 * false) says so (He et al. 2015). It starts at 0.25.
 */
export const prelu =
  ({ perChannel = false }: { perChannel?: boolean } = {}): Module =>
  (x, scope) =>
    ops.prelu(x, scope.parameter('weight', [perChannel ? x.shape[1]! : 1], fill(0.25)));

/** max(x, 0) of each number. */
export const relu = (): Module => ops.relu;
/** 1/(1 + e⁻ˣ) of each number. */
export const sigmoid = (): Module => ops.sigmoid;
/** The hyperbolic tangent of each number. */
export const tanh = (): Module => ops.tanh;
/** x · Φ(x) of each number, Φ the normal distribution's (Hendrycks & Gimpel 2016). */
export const gelu = (): Module => ops.gelu;
/** x where positive, else `slope`·x; `slope` is fixed, default 0.01. */
export const leakyRelu =
  ({ slope = 0.01 } = {}): Module =>
  x =>
    ops.leakyRelu(x, slope);
/** The greatest of each window: [N, C, H, W] → [N, C, H', W'], as `graph.maxPool2d` has it. */
export const maxPool2d =
  (options: ops.PoolOptions): Module =>
  x =>
    ops.maxPool2d(x, options);
/** The mean of each window: [N, C, H, W] → [N, C, H', W'], as `graph.avgPool2d` has it. */
export const avgPool2d =
  (options: ops.PoolOptions): Module =>
  x =>
    ops.avgPool2d(x, options);
/** The mean of each channel's image: [N, C, H, W] → [N, C]. */
export const globalAvgPool2d = (): Module => ops.globalAvgPool2d;
/** Each sample as one row: [N, …] → [N, product of the rest]. */
export const flatten = (): Module => x => ops.flatten(x);
/** Each sample in another shape of the same size: [N, …] → [N, …shape]. */
export const reshape =
  ({ shape }: { shape: readonly number[] }): Module =>
  x =>
    ops.reshape(x, [x.shape[0]!, ...shape]);
/** Each row [N, D] divided by its Euclidean length, so that it has length 1; rows of zeros stay zeros. */
export const l2Normalize = (): Module => x => ops.l2Normalize(x);

/**
 * Zeroes values with probability `rate` (from 0 to below 1) while training, and scales the rest by 1/(1 − rate); does nothing
 * afterwards (Srivastava et al. 2014).
 */
export const dropout =
  ({ rate }: { rate: number }): Module =>
  (x, scope) =>
    scope.training ? ops.dropout(x, rate) : x;

/**
 * Batch normalisation of x [N, C, …] over all axes but the channels' (Ioffe & Szegedy 2015). It trains on the batch's statistics,
 * which takes more than one value a channel, and keeps running ones for use after training. `momentum` (from 0 to 1, default
 * 0.1) is the weight of the newest batch; `eps` (default 10⁻⁵) is added to the variance. Parameters `weight` and `bias` [C], or
 * 1 and 0 where `affine` (default true) is false; states `mean` and `variance` [C].
 */
export const batchNorm =
  ({ eps = 1e-5, momentum = 0.1, affine = true } = {}): Module =>
  (x, scope) => {
    const shape = [x.shape[1]!];
    const scale = affine ? scope.parameter('weight', shape, ones) : ops.full(shape, 1);
    const shift = affine ? scope.parameter('bias', shape, zeros) : ops.full(shape, 0);
    const mean = scope.state('mean', shape, zeros);
    const variance = scope.state('variance', shape, ones);
    if (!scope.training) return ops.batchNormInference(x, scale, shift, { mean, variance }, eps);
    const n = sizeOf(x.shape) / shape[0]!;
    if (n < 2) {
      throw shapeError('batchNorm', 'more than one value a channel to take the variance of', [x], 'Use a larger batch');
    }
    const batch = ops.batchNorm(x, scale, shift, eps);
    const blend = (kept: typeof mean, newest: typeof mean) =>
      ops.add(ops.mul(kept, 1 - momentum), ops.mul(newest, momentum));
    scope.update('mean', blend(mean, batch.mean));
    scope.update('variance', blend(variance, ops.mul(batch.variance, n / (n - 1))));
    return batch.y;
  };

/**
 * Normalisation of x [..., D] over its last axis (Ba et al. 2016); `eps` (default 10⁻⁵) is added to the variance. Parameters
 * `weight` and `bias` [D].
 */
export const layerNorm =
  ({ eps = 1e-5 } = {}): Module =>
  (x, scope) => {
    const shape = [x.shape.at(-1)!];
    return ops.layerNorm(x, scope.parameter('weight', shape, ones), scope.parameter('bias', shape, zeros), eps);
  };
