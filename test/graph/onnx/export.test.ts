import { describe, expect, it } from 'vitest';
import * as g from '../../../src/graph/index.ts';
import { decodeModel } from '../../../src/graph/onnx/schema.ts';
import * as nn from '../../../src/nn/index.ts';
import { Random } from '../../../src/random.ts';
import { buildStep } from '../../../src/training/step.ts';
import { expectClose } from '../../support/close.ts';
import { complaints, hasChecker } from '../../support/onnx-checker.ts';
import { programOf } from '../../support/op.ts';
import { cases } from '../ops/all.cases.ts';

const network = nn.sequential(
  nn.conv2d({ out: 4, kernel: 3, padding: 1 }),
  nn.batchNorm(),
  nn.prelu({ perChannel: true }),
  nn.maxPool2d({ kernel: 2 }),
  nn.conv2d({ out: 6, kernel: 3, stride: 2 }),
  nn.gelu(),
  nn.dropout({ rate: 0.5 }),
  nn.flatten(),
  nn.linear({ out: 5 }),
  nn.l2Normalize(),
);

const image = [2, 12, 10];

/** Values for the network's parameters. */
function initialValues() {
  const scope = new nn.Scope({ training: true });
  network(g.input('x', 'float32', [2, ...image]), scope);
  return nn.initialize(scope.parameters, new Random(3));
}

/** The trained network as a program for a batch of n images. */
function inference(n: number): g.Program {
  const scope = new nn.Scope({ training: false, values: initialValues() });
  return g.program({ y: network(g.input('x', 'float32', [n, ...image]), scope) });
}

/** A whole training step, its noise and the optimiser's update included. */
const step = () =>
  buildStep(
    scope => {
      const y = network(g.input('x', 'float32', [8, ...image]), scope);
      return { loss: g.crossEntropy(y, g.input('labels', 'int64', [8])) };
    },
    nn.adam({ rate: 0.01 }),
  );

describe('toOnnx writes models that ONNX’s checker finds valid', () => {
  const reason = 'Python’s onnx package is not installed (Debian: python3-onnx)';

  it('of every operation, its gradient included', ({ skip }) => {
    skip(!hasChecker(), reason);
    const models = Object.entries(cases).flatMap(([name, list]) =>
      list.map((c, i) => [`${name}-${i}`, g.toOnnx(programOf(c).program)] as const),
    );
    expect(complaints(Object.fromEntries(models))).toBe('');
  });

  it('of a network with a free batch axis, and of a training step', ({ skip }) => {
    skip(!hasChecker(), reason);
    const network = g.toOnnx(inference(1), { freeAxis: 'N', metadata: { made: 'here' } });
    expect(complaints({ network, step: g.toOnnx(step().program) })).toBe('');
  });

  it('and the checker would say so if one were not', ({ skip }) => {
    skip(!hasChecker(), reason);
    const broken = g.toOnnx({ ...inference(1), inputs: {} });
    expect(complaints({ broken })).toMatch(/^broken .*x/);
  });
});

describe('toOnnx(program, { freeAxis })', () => {
  const pixels = (n: number) => {
    const random = new Random(n);
    return Float32Array.from({ length: n * 240 }, () => random.normal());
  };

  it.each([1, 7])('runs a network written for one image on %i, with the results of a fixed batch', async n => {
    const x = pixels(n);
    const free = await g.openSession(g.toOnnx(inference(1), { freeAxis: 'N' }));
    const { y } = await free.run({ x: g.buffer('float32', [n, ...image], x) });
    await free.release();
    const fixed = await g.openSession(g.toOnnx(inference(n)));
    const { y: expected } = await fixed.run({ x: g.buffer('float32', [n, ...image], x) });
    await fixed.release();
    expect(y!.shape).toEqual([n, 5]);
    expectClose(y!.data, expected!.data as Float32Array, { absolute: 1e-6 });
  });

  it('tells the free axis by −1 in the session’s input shapes', async () => {
    const session = await g.openSession(g.toOnnx(inference(1), { freeAxis: 'N' }));
    expect(session.inputShapes).toEqual({ x: [-1, ...image] });
    await session.release();
  });
});

describe('toOnnx(program)', () => {
  it('keeps the names of weights, so that other tools find them', () => {
    const { initializers } = g.readOnnx(g.toOnnx(inference(1)));
    const values = initialValues();
    for (const [name, value] of Object.entries(values)) expect(initializers[name], name).toEqual(value);
  });

  it('lets inputs and outputs have names that nodes would have taken', async () => {
    const x = g.input('Relu_1', 'float32', [2]);
    const y = g.relu(g.neg(x));
    const results = await g.evaluate({ Neg_0: y, constant_0: g.add(y, 1) }, { Relu_1: [-1, 2] });
    expect([...results['Neg_0']!.data]).toEqual([1, 0]);
    expect([...results['constant_0']!.data]).toEqual([2, 1]);
  });

  it('writes attributes that are 0, for which readers would take the default', () => {
    const values = g.topK(g.input('x', 'float32', [3, 2]), 1, { axis: 0 }).values;
    const [topK] = decodeModel(g.toOnnx(g.program({ values }))).graph.node;
    expect(topK!.attribute.find(({ name }) => name === 'axis')).toEqual(expect.objectContaining({ i: 0 }));
  });

  it('is the same for the same program', () => {
    const program = inference(2);
    expect(g.toOnnx(program)).toEqual(g.toOnnx(program));
  });
});

describe('noise', () => {
  const draw = async (seed: number) => {
    const results = await g.evaluate({ u: g.randomUniform([500]), n: g.randomNormal([500]) }, {}, { seed });
    return { u: [...results['u']!.data] as number[], n: [...results['n']!.data] as number[] };
  };

  it('is the same for the same seed, whatever was built before', async () => {
    const first = await draw(4);
    g.randomUniform([3]);
    expect(await draw(4)).toEqual(first);
    expect(await draw(5)).not.toEqual(first);
  });

  it('is uniform in [0, 1) and standard normal', async () => {
    const { u, n } = await draw(1);
    const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
    expect(Math.min(...u)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...u)).toBeLessThan(1);
    expect(Math.abs(mean(u) - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(mean(n))).toBeLessThan(0.2);
    expect(Math.abs(mean(n.map(x => x * x)) - 1)).toBeLessThan(0.3);
  });
});
