import { describe, it } from 'vitest';
import type { Tensor } from '../../src/graph/index.ts';
import * as g from '../../src/graph/index.ts';
import { expectClose } from '../support/close.ts';
import { golden } from '../support/golden.ts';

interface Case {
  op: string;
  attrs: Record<string, never>;
  inputs: { shape: number[]; data: number[] }[];
  output: { shape: number[]; data: number[] };
  cotangent: number[];
  grads: number[][];
}

type Build = (xs: Tensor[], attrs: Case['attrs']) => Tensor;

const unary =
  (f: (x: Tensor) => Tensor): Build =>
  ([x]) =>
    f(x!);

const build: Record<string, Build> = {
  matmul: ([a, b]) => g.matmul(a!, b!),
  matmul_batched: ([a, b]) => g.matmul(a!, b!),
  linear: ([x, w, b]) => g.linear(x!, w!, b),
  conv2d: ([x, w, b], attrs) => g.conv2d(x!, w!, b, attrs),
  convTranspose2d: ([x, w, b], attrs) => g.convTranspose2d(x!, w!, b, attrs),
  maxPool2d: ([x], attrs) => g.maxPool2d(x!, attrs as never),
  avgPool2d: ([x], attrs) => g.avgPool2d(x!, attrs as never),
  globalAvgPool2d: unary(g.globalAvgPool2d),
  batchNorm2d_train: ([x, s, b], { eps }) => g.batchNorm(x!, s!, b!, eps).y,
  layerNorm: ([x, s, b], { eps }) => g.layerNorm(x!, s!, b!, eps),
  prelu: ([x, a]) => g.prelu(x!, a!),
  prelu_channels: ([x, a]) => g.prelu(x!, a!),
  relu: unary(g.relu),
  sigmoid: unary(g.sigmoid),
  tanh: unary(g.tanh),
  softplus: unary(g.softplus),
  gelu: unary(g.gelu),
  exp: unary(g.exp),
  abs: unary(g.abs),
  log: unary(g.log),
  sqrt: unary(g.sqrt),
  leakyRelu: ([x], { slope }) => g.leakyRelu(x!, slope),
  softmax: ([x], { axis }) => g.softmax(x!, axis),
  logSoftmax: ([x], { axis }) => g.logSoftmax(x!, axis),
  logSumExp: ([x], { axis }) => g.logSumExp(x!, axis),
  add_broadcast: ([a, b]) => g.add(a!, b!),
  mul_broadcast: ([a, b]) => g.mul(a!, b!),
  div_broadcast: ([a, b]) => g.div(a!, b!),
  pow: ([x], { exponent }) => g.pow(x!, exponent!),
  max_axis: ([x], { axis }) => g.max(x!, axis),
  sum_axis: ([x], { axis }) => g.sum(x!, axis),
  mean_axis: ([x], { axis }) => g.mean(x!, axis),
  l2Normalize: ([x], { axis }) => g.l2Normalize(x!, axis),
  cdist: ([a, b]) => g.l2Norm(g.sub(g.expandDims(a!, 1), g.expandDims(b!, 0))),
  crossEntropy: ([x], { target }) => g.crossEntropy(x!, g.constant(target as never, { dtype: 'int64' })),
  bceWithLogits: ([x], { target }) => g.bceWithLogits(x!, g.constant(target as never)),
};

const { cases } = golden<{ cases: Case[] }>('ops');

describe('every operation agrees with PyTorch in value and gradient', () => {
  it.each(cases.map((c, i) => [`${c.op} ${JSON.stringify(c.attrs)}`, i] as const))('%s', async (_, i) => {
    const { op, attrs, inputs, output, cotangent, grads } = cases[i]!;
    const xs = inputs.map(({ shape }, k) => g.input(`x${k}`, 'float32', shape));
    const y = build[op]!(xs, attrs);
    const loss = g.sum(g.mul(y, g.constant(cotangent, { shape: y.shape })));
    const dxs = g.gradients(loss, xs);
    const named = Object.fromEntries(dxs.map((dx, k) => [`dx${k}`, dx]));
    const feeds = Object.fromEntries(inputs.map(({ data }, k) => [`x${k}`, data]));
    const results = await g.evaluate({ y, ...named }, feeds);
    expectClose(results['y']!.data, output.data, { what: 'y' });
    grads.forEach((grad, k) => {
      expectClose(results[`dx${k}`]!.data, grad, { what: `dx${k}` });
    });
  });
});
