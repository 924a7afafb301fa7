import { describe, expect, it } from 'vitest';
import * as g from '../../../src/graph/index.ts';
import { Subgraph } from '../../../src/graph/onnx/writer.ts';
import { expectClose } from '../../support/close.ts';
import { floats, foreignModel, graphOf, ints, node } from '../../support/foreign-model.ts';

/** A network with a batch norm, a shape that it computes itself, and a classifier. */
const network = foreignModel({
  inputs: { x: ['N', 2, 'H', 'W'] },
  initializers: [
    floats('conv.weight', [4, 2, 3, 3]),
    floats('bn.weight', [4], [1, 0.5, 2, 1]),
    floats('bn.bias', [4]),
    floats('bn.mean', [4]),
    floats('bn.var', [4], [1, 2, 0.5, 1]),
    floats('low', [], [0]),
    floats('high', [], [6]),
    floats('fc.weight', [3, 4]),
    floats('fc.bias', [3]),
    ints('first', [0], []),
    ints('axis', [0]),
    ints('rest', [-1]),
  ],
  nodes: [
    node('Conv', ['x', 'conv.weight'], ['c'], { strides: [2, 1], pads: [1, 0, 0, 1] }),
    node('BatchNormalization', ['c', 'bn.weight', 'bn.bias', 'bn.mean', 'bn.var'], ['b']),
    node('Clip', ['b', 'low', 'high'], ['r']),
    node('GlobalAveragePool', ['r'], ['p']),
    node('Shape', ['p'], ['shape']),
    node('Gather', ['shape', 'first'], ['n']),
    node('Unsqueeze', ['n', 'axis'], ['n1']),
    node('Concat', ['n1', 'rest'], ['wanted'], { axis: 0 }),
    node('Reshape', ['p', 'wanted'], ['features']),
    node('Gemm', ['features', 'fc.weight', 'fc.bias'], ['y'], { transB: 1 }),
  ],
  metadata: { size: '8' },
});

const xShape = [2, 2, 6, 5] as const;
const xData = Float32Array.from({ length: 120 }, (_, i) => Math.cos(i * 1.7));

describe('graph.importOnnx(bytes)', () => {
  const imported = g.importOnnx(network);

  it('tells inputs with free axes by name, outputs, metadata', () => {
    expect(imported.inputs).toEqual({ x: { dtype: 'float32', shape: ['N', 2, 'H', 'W'] } });
    expect(imported.outputs).toEqual(['y']);
    expect(imported.metadata).toEqual({ size: '8' });
  });

  it('has the float initialisers as parameters, but not bounds that must be known', () => {
    const names = ['conv.weight', 'bn.weight', 'bn.bias', 'bn.mean', 'bn.var', 'fc.weight', 'fc.bias'];
    expect(Object.keys(imported.parameters)).toEqual(names);
    expect(imported.parameters['bn.weight']).toEqual({ data: Float32Array.of(1, 0.5, 2, 1), shape: [4] });
  });

  it('computes what ONNX Runtime computes of the same file', async () => {
    const { y } = imported.apply({ x: g.input('x', 'float32', xShape) });
    const session = await g.openSession(network, { threads: 1 });
    const peer = await session.run({ x: g.buffer('float32', xShape, xData) });
    await session.release();
    const own = await g.evaluate({ y: y! }, { x: xData }, { threads: 1 });
    expect(own['y']!.shape).toEqual([2, 3]);
    expectClose(Array.from(own['y']!.data, Number), Array.from(peer['y']!.data, Number), { what: 'y' });
  });

  it('gives gradients to inputs and parameters that differences agree with', async () => {
    const x = g.input('x', 'float32', xShape);
    const given = Object.entries(imported.parameters);
    const parameters = Object.fromEntries(given.map(([name, { shape }]) => [name, g.input(name, 'float32', shape)]));
    const loss = g.sum(g.square(imported.apply({ x }, parameters)['y']!));
    const places = [x, ...Object.values(parameters)];
    const slopes = g.gradients(loss, places);
    const feeds = { x: xData, ...Object.fromEntries(given.map(([name, { data }]) => [name, data])) };
    const outputs = { loss, ...Object.fromEntries(slopes.map((slope, i) => [`slope${i}`, slope])) };
    const session = await g.openSession(g.toOnnx(g.program(outputs)), { threads: 1 });
    const run = (all: Readonly<Record<string, Float32Array>>) =>
      session.run(
        Object.fromEntries(
          ['x', ...Object.keys(parameters)].map((name, i) => [name, g.buffer('float32', places[i]!.shape, all[name]!)]),
        ),
      );
    const at = await run(feeds);
    for (const [i, name] of ['x', ...Object.keys(parameters)].entries()) {
      const direction = Float32Array.from(feeds[name as 'x'], (_, k) => Math.sin(3 * k + 1));
      const moved = (h: number) => Float32Array.from(feeds[name as 'x'], (v, k) => v + h * direction[k]!);
      const losses = await Promise.all([1e-2, -1e-2].map(async h => run({ ...feeds, [name]: moved(h) })));
      const [up, down] = losses.map(results => Number(results['loss']!.data[0]));
      const slope = Array.from(at[`slope${i}`]!.data, Number).reduce((total, v, k) => total + v * direction[k]!, 0);
      expect(Math.abs(slope - (up! - down!) / 2e-2), name).toBeLessThan(2e-2 * Math.max(1, Math.abs(slope)));
    }
    await session.release();
  });

  it('finds values within the file in place of its outputs, and looks at nothing behind them', () => {
    const cut = g.importOnnx(network, { outputs: ['features'] });
    expect(cut.apply({ x: g.input('x', 'float32', xShape) })['features']!.shape).toEqual([2, 4]);
    expect(Object.keys(cut.parameters)).not.toContain('fc.weight');
  });

  it('may be applied twice in one program', async () => {
    const [a, b] = ['a', 'b'].map(name => imported.apply({ x: g.input(name, 'float32', xShape) })['y']!);
    const same = await g.evaluate({ d: g.sub(a!, b!) }, { a: xData, b: xData }, { threads: 1 });
    expect(Math.max(...Array.from(same['d']!.data, Number))).toBe(0);
  });

  it('reads weights beside the model, from its folder only', () => {
    const beside = (location: string) =>
      foreignModel({
        inputs: { x: [2] },
        initializers: [
          {
            name: 'w',
            dims: [2],
            dataType: 1,
            dataLocation: 1,
            externalData: [
              { key: 'location', value: location },
              { key: 'offset', value: '4' },
              { key: 'length', value: '8' },
            ],
          },
        ],
        nodes: [node('Add', ['x', 'w'], ['y'])],
      });
    const bytes = new Uint8Array(Float32Array.of(9, 1, 2).buffer);
    const external = (location: string) => (location === 'net.data' ? bytes : new Uint8Array(0));
    expect(g.importOnnx(beside('net.data'), { external }).parameters['w']!.data).toEqual(Float32Array.of(1, 2));
    expect(() => g.importOnnx(beside('net.data'))).toThrow(
      'importOnnx, "w": expected its numbers inside the file, got a reference to another file.',
    );
    expect(() => g.importOnnx(beside('short.data'), { external })).toThrow(
      'importOnnx, "w": expected 8 bytes from 4 on in "short.data", got a file of 0.',
    );
    for (const location of ['../net.data', '/etc/passwd', 'a/../../b', 'C:\\net.data', '']) {
      expect(() => g.importOnnx(beside(location), { external })).toThrow(/expected a file in the model's folder/);
    }
  });

  it('reads float16 and bfloat16 weights as float32', () => {
    const half = (dataType: number, bits: number[]) => ({
      name: 'w',
      dims: [2],
      dataType,
      rawData: new Uint8Array(Uint16Array.from(bits).buffer),
    });
    const read = (tensor: ReturnType<typeof half>) =>
      g.importOnnx(
        foreignModel({ inputs: { x: [2] }, initializers: [tensor], nodes: [node('Mul', ['x', 'w'], ['y'])] }),
      ).parameters['w']!.data;
    expect(read(half(10, [0x3c00, 0xc100]))).toEqual(Float32Array.of(1, -2.5));
    expect(read(half(16, [0x3f80, 0xc020]))).toEqual(Float32Array.of(1, -2.5));
  });

  it('takes the branch that a known condition names', async () => {
    const branch = (op: string) => new Subgraph(graphOf({ nodes: [node(op, ['x'], ['z'])], outputs: ['z'] }));
    const model = foreignModel({
      inputs: { x: [2] },
      initializers: [ints('two', [2], [])],
      nodes: [
        node('Size', ['x'], ['n']),
        node('Equal', ['n', 'two'], ['is two']),
        node('If', ['is two'], ['y'], { then_branch: branch('Neg'), else_branch: branch('Exp') }),
      ],
    });
    const { y } = g.importOnnx(model).apply({ x: g.input('x', 'float32', [2]) });
    expect(y!.node.op.name).toBe('neg');
  });

  it.each([
    ['by a constant', 1],
    ['by a shape', 0],
  ])('does not ask for operators of a branch that is not taken, told %s', (_, isConstant) => {
    const branch = (op: string) => new Subgraph(graphOf({ nodes: [node(op, ['x'], ['z'])], outputs: ['z'] }));
    const taking = (then: string, otherwise: string) =>
      foreignModel({
        inputs: { x: [2] },
        initializers: [ints('two', [2], []), { name: 'yes', dims: [], dataType: 9, int32Data: [1] }],
        nodes: [
          node('Size', ['x'], ['n']),
          node('Equal', ['n', 'two'], ['is two']),
          node('If', [isConstant ? 'yes' : 'is two'], ['y'], {
            then_branch: branch(then),
            else_branch: branch(otherwise),
          }),
        ],
      });
    const x = g.input('x', 'float32', [2]);
    const { y } = g.importOnnx(taking('Neg', 'Magic')).apply({ x });
    expect(y!.node.op.name).toBe('neg');
    const refused =
      /expected operators that are supported, got Magic \(domain ai.onnx, version 17\) at "Magic of the test"/;
    if (isConstant) expect(() => g.importOnnx(taking('Magic', 'Neg'))).toThrow(refused);
    else expect(() => g.importOnnx(taking('Magic', 'Neg')).apply({ x })).toThrow(refused);
  });

  it('takes other extents than the file’s where it is told to', () => {
    const model = foreignModel({ inputs: { x: [2, 3] }, nodes: [node('Relu', ['x'], ['y'])] });
    const x = g.input('x', 'float32', [5, 3]);
    expect(g.importOnnx(model, { anyExtents: true }).apply({ x })['y']!.shape).toEqual([5, 3]);
  });

  it('passes the gradient straight through what is quantised and dequantised', async () => {
    const model = foreignModel({
      inputs: { x: [4] },
      initializers: [floats('scale', [], [0.5]), { name: 'zero', dims: [], dataType: 3, int32Data: [1] }],
      nodes: [
        node('QuantizeLinear', ['x', 'scale', 'zero'], ['q']),
        node('DequantizeLinear', ['q', 'scale', 'zero'], ['y']),
      ],
    });
    const x = g.input('x', 'float32', [4]);
    const { y } = g.importOnnx(model).apply({ x });
    const [dx] = g.gradients(g.sum(y!), [x]);
    const feeds = { x: Float32Array.of(0.6, -1.1, 100, -100) };
    const found = await g.evaluate({ y: y!, dx: dx! }, feeds, { threads: 1 });
    expect(Array.from(found['y']!.data, Number)).toEqual([0.5, -1, 63, -64.5]);
    expect(Array.from(found['dx']!.data, Number)).toEqual([1, 1, 0, 0]);
  });

  it('says by name which operation has no gradient', () => {
    const model = foreignModel({
      inputs: { x: [3] },
      nodes: [node('ArgMax', ['x'], ['i']), node('Cast', ['i'], ['y'], { to: 1 })],
    });
    const x = g.input('x', 'float32', [3]);
    const { y } = g.importOnnx(model).apply({ x });
    expect(() => g.gradients(g.sum(y!), [x])).toThrow(/"argMax", which has none: its result is an index/);
  });
});
