import { sizeOf } from '../../nd-array.ts';
import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Call, Operators } from './call.ts';

/** x less its mean, by its standard deviation, over some axes. */
export function normalized(x: Tensor, axes: readonly number[], eps: number) {
  const mean = g.mean(x, axes, true);
  const centred = g.sub(x, mean);
  const variance = g.mean(g.square(centred), axes, true);
  const deviation = g.sqrt(g.add(variance, eps));
  return { y: g.div(centred, deviation), mean, inverse: g.reciprocal(deviation) };
}

const axesFrom = (x: Tensor, first: number): number[] => x.shape.map((_, axis) => axis).filter(axis => axis >= first);

/** A vector [C] laid out for x [N, C, …]. */
const perChannel = (v: Tensor, x: Tensor): Tensor =>
  g.reshape(
    v,
    x.shape.slice(1).map((_, i) => (i === 0 ? v.shape[0]! : 1)),
  );

function batchNorm(call: Call): readonly (Tensor | undefined)[] {
  const [x, scale, shift, mean, variance] = [call.x(0), call.x(1), call.x(2), call.x(3), call.x(4)];
  const eps = call.float('epsilon', 1e-5);
  const momentum = call.float('momentum', 0.9);
  if (call.int('spatial', 1) !== 1) call.fail('statistics of channels', 'spatial = 0');
  if (call.int('training_mode', 0) !== 1) return [g.batchNormInference(x, scale, shift, { mean, variance }, eps)];
  const batch = g.batchNorm(x, scale, shift, eps);
  const running = (kept: Tensor, now: Tensor) => g.add(g.mul(kept, momentum), g.mul(now, 1 - momentum));
  return [batch.y, running(mean, batch.mean), running(variance, batch.variance)];
}

export function layerNorm(call: Call): readonly Tensor[] {
  const [x, scale, shift] = [call.x(0), call.x(1), call.xs[2]];
  const first = call.axis(call.int('axis', -1), x.shape.length);
  call.int('stash_type', 1);
  const { y, mean, inverse } = normalized(x, axesFrom(x, first), call.float('epsilon', 1e-5));
  const scaled = g.mul(y, scale);
  return [shift ? g.add(scaled, shift) : scaled, mean, inverse];
}

function instanceNorm(call: Call): Tensor {
  const x = call.x(0);
  const { y } = normalized(x, axesFrom(x, 2), call.float('epsilon', 1e-5));
  return g.add(g.mul(y, perChannel(call.x(1), x)), perChannel(call.x(2), x));
}

function groupNorm(call: Call): Tensor {
  const [x, scale, shift] = [call.x(0), call.x(1), call.x(2)];
  const groups = call.int('num_groups') ?? call.fail('num_groups', 'none');
  call.int('stash_type', 1);
  const channels = x.shape[1]!;
  if (!(groups >= 1) || channels % groups !== 0) call.fail(`groups that divide ${channels} channels`, `${groups}`);
  const grouped = g.reshape(x, [x.shape[0]!, groups, sizeOf(x.shape.slice(1)) / groups]);
  const { y } = normalized(grouped, [2], call.float('epsilon', 1e-5));
  // Operator set 18 scales groups, 21 channels.
  if (scale.shape[0] === channels) {
    return g.add(g.mul(g.reshape(y, x.shape), perChannel(scale, x)), perChannel(shift, x));
  }
  return g.reshape(g.add(g.mul(y, g.expandDims(scale, 1)), g.expandDims(shift, 1)), x.shape);
}

/** Each number by those of its neighbours in channel (Krizhevsky et al. 2012). */
function localResponse(call: Call): Tensor {
  const x = call.x();
  const size = call.int('size') ?? call.fail('size', 'none');
  const [alpha, beta, bias] = [call.float('alpha', 1e-4), call.float('beta', 0.75), call.float('bias', 1)];
  if (!(size >= 1)) call.fail('a size of at least 1', `${size}`);
  const [n, c] = x.shape as [number, number];
  const columns = g.reshape(g.square(x), [n, 1, c, sizeOf(x.shape.slice(2))]);
  const padding = [Math.floor((size - 1) / 2), 0, Math.ceil((size - 1) / 2), 0] as const;
  const mean = g.reshape(g.avgPool2d(columns, { kernel: [size, 1], stride: 1, padding }), x.shape);
  return g.div(x, g.pow(g.add(g.mul(mean, alpha), bias), beta));
}

/** Normalisations. */
export const normalizations: Operators = {
  BatchNormalization: batchNorm,
  LayerNormalization: layerNorm,
  InstanceNormalization: instanceNorm,
  GroupNormalization: groupNorm,
  LRN: localResponse,
  MeanVarianceNormalization: call => {
    const axes = call.ints('axes') ?? [0, 2, 3];
    const centred = g.sub(call.x(), g.mean(call.x(), axes, true));
    return g.div(centred, g.add(g.safeSqrt(g.mean(g.square(centred), axes, true)), 1e-9));
  },
  LpNormalization: call => {
    const [p, axis] = [call.int('p', 2), call.int('axis', -1)];
    const x = call.x();
    return g.div(x, p === 1 ? g.sum(g.abs(x), axis, true) : g.l2Norm(x, axis, true));
  },
};
