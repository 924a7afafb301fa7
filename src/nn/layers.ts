import * as ops from '../graph/ops/index.ts';
import { shapeError } from '../graph/tensor-type.ts';
import { sizeOf } from '../nd-array.ts';
import { fill, type Initializer, ones, torchBias, torchWeight, zeros } from './initializers.ts';
import type { Module } from './module.ts';

export interface LinearOptions {
  /** Number of outputs. */
  out: number;
  /** Default true. */
  bias?: boolean;
  /** Of the weight [out, in]; default PyTorch's. */
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

export interface Conv2dOptions extends ops.ConvOptions {
  /** Number of output channels. */
  out: number;
  /** The kernel's side. */
  kernel: number;
  /** Default true. */
  bias?: boolean;
  /** Of the weight [out, in/groups, kernel, kernel]; default PyTorch's. */
  initializer?: Initializer;
}

/** Convolution of images [N, C, H, W] → [N, out, H', W']; parameters `weight` [out, C/groups, k, k] and `bias` [out]. */
export const conv2d =
  ({ out, kernel, bias = true, initializer = torchWeight, ...options }: Conv2dOptions): Module =>
  (x, scope) => {
    const shape = [out, x.shape[1]! / (options.groups ?? 1), kernel, kernel];
    const weight = scope.parameter('weight', shape, initializer);
    return ops.conv2d(x, weight, bias ? scope.parameter('bias', [out], torchBias(shape)) : undefined, options);
  };

export interface ConvTranspose2dOptions extends Conv2dOptions {
  /** Rows and columns added at the end; default 0. */
  outputPadding?: number;
}

/** Transposed convolution, which enlarges images; parameters `weight` [C, out/groups, k, k] and `bias` [out]. */
export const convTranspose2d =
  ({ out, kernel, bias = true, initializer = torchWeight, ...options }: ConvTranspose2dOptions): Module =>
  (x, scope) => {
    const shape = [x.shape[1]!, out / (options.groups ?? 1), kernel, kernel];
    const weight = scope.parameter('weight', shape, initializer);
    return ops.convTranspose2d(x, weight, bias ? scope.parameter('bias', [out], torchBias(shape)) : undefined, options);
  };

/** x where positive, else slope·x with a learned slope `weight`: one, or one a channel (He et al. 2015). Starts at 0.25. */
export const prelu =
  ({ perChannel = false }: { perChannel?: boolean } = {}): Module =>
  (x, scope) =>
    ops.prelu(x, scope.parameter('weight', [perChannel ? x.shape[1]! : 1], fill(0.25)));

export const relu = (): Module => ops.relu;
export const sigmoid = (): Module => ops.sigmoid;
export const tanh = (): Module => ops.tanh;
export const gelu = (): Module => ops.gelu;
export const leakyRelu =
  ({ slope = 0.01 } = {}): Module =>
  x =>
    ops.leakyRelu(x, slope);
export const maxPool2d =
  (options: ops.PoolOptions): Module =>
  x =>
    ops.maxPool2d(x, options);
export const avgPool2d =
  (options: ops.PoolOptions): Module =>
  x =>
    ops.avgPool2d(x, options);
export const globalAvgPool2d = (): Module => ops.globalAvgPool2d;
/** [N, …] → [N, product of the rest]. */
export const flatten = (): Module => x => ops.flatten(x);
/** [N, …] → [N, …shape]. */
export const reshape =
  ({ shape }: { shape: readonly number[] }): Module =>
  x =>
    ops.reshape(x, [x.shape[0]!, ...shape]);
/** Rows of length 1. */
export const l2Normalize = (): Module => x => ops.l2Normalize(x);

/** Zeroes values with probability `rate` while training. */
export const dropout =
  ({ rate }: { rate: number }): Module =>
  (x, scope) =>
    scope.training ? ops.dropout(x, rate) : x;

/**
 * Batch normalisation over all axes but the channels' (Ioffe & Szegedy 2015). Trains on the batch's statistics and keeps
 * running ones (`mean`, `variance`; `momentum`, default 0.1, is the weight of the newest batch) for use after training.
 */
export const batchNorm =
  ({ eps = 1e-5, momentum = 0.1 } = {}): Module =>
  (x, scope) => {
    const shape = [x.shape[1]!];
    const scale = scope.parameter('weight', shape, ones);
    const shift = scope.parameter('bias', shape, zeros);
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

/** Normalisation of each row over its last axis (Ba et al. 2016). */
export const layerNorm =
  ({ eps = 1e-5 } = {}): Module =>
  (x, scope) => {
    const shape = [x.shape.at(-1)!];
    return ops.layerNorm(x, scope.parameter('weight', shape, ones), scope.parameter('bias', shape, zeros), eps);
  };
