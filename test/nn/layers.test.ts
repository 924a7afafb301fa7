import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import * as nn from '../../src/nn/index.ts';
import * as layers from '../../src/nn/layers.ts';
import * as modules from '../../src/nn/module.ts';
import { Random } from '../../src/random.ts';
import { buildStep, StepRunner } from '../../src/training/step.ts';
import { expectClose } from '../support/close.ts';

interface Case {
  layer: nn.Module;
  from: readonly number[];
  to: readonly number[];
  parameters?: Record<string, readonly number[]>;
}

const image = [2, 4, 9, 7];
const cases: Record<string, Case> = {
  linear: { layer: nn.linear({ out: 3 }), from: [2, 5], to: [2, 3], parameters: { weight: [3, 5], bias: [3] } },
  'linear without bias': {
    layer: nn.linear({ out: 3, bias: false }),
    from: [2, 5],
    to: [2, 3],
    parameters: { weight: [3, 5] },
  },
  conv2d: {
    layer: nn.conv2d({ out: 6, kernel: 3, stride: 2, padding: 1, groups: 2 }),
    from: image,
    to: [2, 6, 5, 4],
    parameters: { weight: [6, 2, 3, 3], bias: [6] },
  },
  convTranspose2d: {
    layer: nn.convTranspose2d({ out: 6, kernel: 3, stride: 2, padding: 1, groups: 2, outputPadding: 1 }),
    from: image,
    to: [2, 6, 18, 14],
    parameters: { weight: [4, 3, 3, 3], bias: [6] },
  },
  prelu: { layer: nn.prelu(), from: image, to: image, parameters: { weight: [1] } },
  'prelu per channel': {
    layer: nn.prelu({ perChannel: true }),
    from: image,
    to: image,
    parameters: { weight: [4] },
  },
  relu: { layer: nn.relu(), from: image, to: image },
  sigmoid: { layer: nn.sigmoid(), from: image, to: image },
  tanh: { layer: nn.tanh(), from: image, to: image },
  gelu: { layer: nn.gelu(), from: image, to: image },
  leakyRelu: { layer: nn.leakyRelu(), from: image, to: image },
  maxPool2d: { layer: nn.maxPool2d({ kernel: 2 }), from: image, to: [2, 4, 4, 3] },
  avgPool2d: { layer: nn.avgPool2d({ kernel: 3 }), from: image, to: [2, 4, 3, 2] },
  globalAvgPool2d: { layer: nn.globalAvgPool2d(), from: image, to: [2, 4] },
  flatten: { layer: nn.flatten(), from: image, to: [2, 252] },
  reshape: { layer: nn.reshape({ shape: [4, 63] }), from: image, to: [2, 4, 63] },
  l2Normalize: { layer: nn.l2Normalize(), from: [2, 5], to: [2, 5] },
  dropout: { layer: nn.dropout({ rate: 0.5 }), from: image, to: image },
  batchNorm: {
    layer: nn.batchNorm(),
    from: image,
    to: image,
    parameters: { weight: [4], bias: [4], mean: [4], variance: [4] },
  },
  layerNorm: { layer: nn.layerNorm(), from: [2, 5], to: [2, 5], parameters: { weight: [5], bias: [5] } },
  embedding: {
    layer: (x, scope) => nn.embedding({ count: 7, dim: 3 })(g.cast(x, 'int32'), scope),
    from: [4, 2],
    to: [4, 2, 3],
    parameters: { weight: [7, 3] },
  },
  'sequential names by place': {
    layer: nn.sequential(nn.flatten(), nn.linear({ out: 2 })),
    from: image,
    to: [2, 2],
    parameters: { '1.weight': [2, 252], '1.bias': [2] },
  },
  'named names by name': {
    layer: nn.named('head', nn.linear({ out: 2, bias: false })),
    from: [1, 3],
    to: [1, 2],
    parameters: { 'head.weight': [2, 3] },
  },
  'residual names body and shortcut': {
    layer: nn.residual(nn.linear({ out: 2, bias: false }), nn.linear({ out: 2, bias: false })),
    from: [1, 3],
    to: [1, 2],
    parameters: { 'body.weight': [2, 3], 'shortcut.weight': [2, 3] },
  },
};

describe('layers give the shape and name the parameters that they say', () => {
  it.each(Object.entries(cases))('%s', async (_, { layer, from, to, parameters = {} }) => {
    const scope = new nn.Scope({ training: true });
    const y = layer(g.input('x', 'float32', from), scope);
    expect(y.shape).toEqual(to);
    expect(Object.fromEntries(scope.parameters.map(({ name, shape }) => [name, shape]))).toEqual(parameters);
    const values = nn.initialize(scope.parameters, new Random(1));
    const { inputs } = g.program({ y });
    const read = Object.entries(values).filter(([name]) => name in inputs);
    const weights = Object.fromEntries(read.map(([name, { data }]) => [name, data]));
    const x = Float32Array.from({ length: from.reduce((a, b) => a * b, 1) }, (_unused, i) => Math.sin(i));
    const results = await g.evaluate({ y }, { x, ...weights });
    expect(results['y']!.shape).toEqual(to);
    expect(results['y']!.data.every(Number.isFinite)).toBe(true);
  });

  it('has a case for every exported layer', () => {
    const covered = Object.keys(cases).map(title => title.split(' ')[0]!);
    const missing = Object.keys({ ...layers, ...modules }).filter(name => !covered.includes(name));
    expect(missing).toEqual([]);
  });
});

describe('embedding({ count, dim })', () => {
  it('gives the vector of each number, and moves those that a batch names alone', async () => {
    const step = buildStep(
      scope => {
        const x = g.input('x', 'int32', [3]);
        return { loss: g.sum(nn.embedding({ count: 4, dim: 2 })(x, scope)) };
      },
      nn.sgd({ rate: 1 }),
    );
    const weight = { data: Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31), shape: [4, 2] };
    const runner = await StepRunner.open(step, new Random(0), { weight });
    (runner.feeds['x']!.data as Int32Array).set([3, 1, 3]);
    const { loss } = await runner.run(new Random(0));
    expect(loss).toBe(30 + 31 + 10 + 11 + 30 + 31);
    expect([...runner.values['weight']!.data]).toEqual([0, 1, 9, 10, 20, 21, 28, 29]); // once −1, twice −2
    await runner.release();
  });
});

describe('batchNorm', () => {
  const rows = [
    [1, 10],
    [2, 10],
    [6, 40],
  ];
  const [mean, unbiased] = [
    [3, 20],
    [7, 300],
  ]; // of the columns of `rows`; deviations [−2, −1, 3] and [−10, −10, 20]

  async function runningAfter(steps: number, momentum: number) {
    const step = buildStep(
      scope => {
        const x = g.input('x', 'float32', [3, 2]);
        return { loss: g.mean(nn.batchNorm({ momentum })(x, scope)) };
      },
      nn.sgd({ rate: 0 }),
    );
    const runner = await StepRunner.open(step, new Random(0));
    (runner.feeds['x']!.data as Float32Array).set(rows.flat());
    for (let i = 0; i < steps; i++) await runner.run(new Random(0));
    const { mean, variance } = runner.values;
    const copied = { mean: [...mean!.data], variance: [...variance!.data] };
    await runner.release();
    return copied;
  }

  it('blends the batch’s mean and unbiased variance into the running ones by `momentum`', async () => {
    const one = await runningAfter(1, 0.1);
    expectClose(
      one.mean,
      mean!.map(m => 0.1 * m),
    );
    expectClose(
      one.variance,
      unbiased!.map(v => 0.9 + 0.1 * v),
    );
    const two = await runningAfter(2, 0.1);
    expectClose(
      two.mean,
      mean!.map(m => 0.19 * m),
    );
    expectClose(
      two.variance,
      unbiased!.map(v => 0.81 + 0.19 * v),
    );
  });

  it('uses the running statistics when not training', async () => {
    const values = {
      weight: { data: Float32Array.of(2, 1), shape: [2] },
      bias: { data: Float32Array.of(0, 5), shape: [2] },
      mean: { data: Float32Array.of(1, 20), shape: [2] },
      variance: { data: Float32Array.of(4, 100), shape: [2] },
    };
    const x = g.input('x', 'float32', [1, 2]);
    const scope = new nn.Scope({ training: false, values });
    const { y } = await g.evaluate({ y: nn.batchNorm({ eps: 0 })(x, scope) }, { x: [3, 40] });
    expectClose(y!.data, [2, 7]);
    expect(scope.updates.size).toBe(0);
  });

  it('batchNorm({ affine: false }) has no scale and no shift to learn', async () => {
    const x = g.input('x', 'float32', [3, 2]);
    const scope = new nn.Scope({ training: true });
    const { y } = await g.evaluate({ y: nn.batchNorm({ affine: false, eps: 0 })(x, scope) }, { x: rows.flat() });
    const sd = [Math.sqrt(14 / 3), Math.sqrt(200)];
    expectClose(
      y!.data,
      rows.flatMap(row => row.map((v, c) => (v - mean[c]!) / sd[c]!)),
    );
    expect(scope.parameters.map(({ name }) => name)).toEqual(['mean', 'variance']);
  });

  it('refuses a batch of one value a channel, which has no variance', () => {
    const x = g.input('x', 'float32', [1, 2]);
    expect(() => nn.batchNorm()(x, new nn.Scope({ training: true }))).toThrow(
      'batchNorm: expected more than one value a channel to take the variance of, got float32[1, 2]. Use a larger batch.',
    );
  });
});

describe('dropout', () => {
  const ones = new Float32Array(4000).fill(1);
  const x = g.input('x', 'float32', [40, 100]);
  const run = async (training: boolean, seed: number) => {
    const y = nn.dropout({ rate: 0.25 })(x, new nn.Scope({ training }));
    return [...(await g.evaluate({ y }, { x: ones }, { seed }))['y']!.data] as number[];
  };

  it('does nothing when not training', () => {
    expect(nn.dropout({ rate: 0.25 })(x, new nn.Scope({ training: false }))).toBe(x);
  });

  it('zeroes about `rate` of the values and scales the rest by 1/(1 − rate)', async () => {
    const y = await run(true, 1);
    const zeros = y.filter(v => v === 0).length / y.length;
    expect(Math.abs(zeros - 0.25)).toBeLessThan(0.03);
    expectClose(
      y.filter(v => v !== 0),
      Array(y.filter(v => v !== 0).length).fill(1 / 0.75),
    );
  });

  it('draws the same for the same seed and other values for another', async () => {
    expect(await run(true, 1)).toEqual(await run(true, 1));
    expect(await run(true, 1)).not.toEqual(await run(true, 2));
  });
});
