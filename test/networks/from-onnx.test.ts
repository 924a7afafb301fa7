import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import * as methods from '../../src/methods/index.ts';
import * as networks from '../../src/networks/index.ts';
import { initialize, Scope } from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { exportModel } from '../../src/training/model.ts';
import { expectClose } from '../support/close.ts';
import { blocksOfConvolutions, floats, foreignModel, ints, node } from '../support/foreign-model.ts';

const parts = blocksOfConvolutions;
const file = foreignModel(parts);
const sample = [3, 8, 8];

function built(options: networks.FromOnnxOptions = {}, shape: readonly number[] = sample, bytes = file) {
  const scope = new Scope({ training: true });
  const x = g.input('x', 'float32', [2, ...shape]);
  const embedding = networks.fromOnnx(bytes, options).module({ dim: 6 })(x, scope);
  return { embedding, scope, names: scope.parameters.map(({ name }) => name) };
}

describe('networks.fromOnnx(bytes)', () => {
  it('cuts the classifier off, and adds a head', () => {
    const { embedding, names } = built();
    expect(embedding.shape).toEqual([2, 6]);
    expect(names).toEqual(['head.weight', 'head.bias']);
    expect(networks.fromOnnx(file).summary).toContain('"f"');
  });

  it.each([
    ['all', ['layer1.0.conv.weight', 'layer1.0.bn.weight', 'layer1.0.bn.bias', 'layer2.0.conv.weight']],
    [1, ['layer2.0.conv.weight']],
    [2, ['layer1.0.conv.weight', 'layer1.0.bn.weight', 'layer1.0.bn.bias', 'layer2.0.conv.weight']],
    ['conv', ['layer1.0.conv.weight', 'layer2.0.conv.weight']],
  ])('trains %s beside the head, never the statistics of batch norms', (train, expected) => {
    const { scope } = built({ train });
    const backbone = scope.parameters.filter(({ name }) => name.startsWith('backbone.'));
    expect(backbone.map(({ name }) => name)).toEqual(expected.map(name => `backbone.${name}`));
    expect(backbone.every(({ trainable }) => trainable)).toBe(true);
    const values = initialize(backbone, new Random(9));
    expect(values['backbone.layer2.0.conv.weight']?.data).toEqual(
      g.importOnnx(file).parameters['layer2.0.conv.weight']?.data,
    );
  });

  it('leaves statistics of batch norms that a file has in parts, as nearfar’s own do, and its normalisation', () => {
    const scope = new Scope({ training: false });
    const architecture = { dim: 2, net: (width: number) => networks.resnet.module({ dim: width }) };
    const method = methods.byName('classification');
    method.encoder!(architecture)(g.input('x', 'float32', [1, 1, 16, 16]), scope);
    const normalization = { scale: 1 / 255, mean: [0.3], deviation: [0.4] };
    const type = { dtype: 'uint8', shape: [1, 16, 16], normalization } as const;
    const values = initialize(scope.parameters, new Random(0));
    const own = exportModel(method, architecture, type, values)['model.onnx'];
    const { names, scope: trained } = built({ train: 'all' }, [1, 16, 16], own);
    const left = scope.parameters.filter(({ trainable }) => trainable).map(({ name }) => `backbone.${name}`);
    const layerOf = (name: string) => name.replace(/\.\w+$/, '');
    const classifier = layerOf(left.at(-1)!);
    expect(names.filter(name => name.startsWith('backbone.'))).toEqual(
      left.filter(name => layerOf(name) !== classifier),
    );
    expect(trained.updates.size).toBe(0);
  });

  it('goes back through the last blocks alone: nothing of the frozen front is needed for gradients', () => {
    const usesOf = (train: number | string) => {
      const { embedding, scope } = built({ train });
      const trained = scope.parameters.map(({ tensor }) => tensor);
      const slopes = g.gradients(g.sum(g.square(embedding)), trained);
      const { nodes } = g.program(Object.fromEntries([embedding, ...slopes].map((y, i) => [`y${i}`, y])));
      const [front] = nodes.filter(({ op }) => op.name === 'conv2d').map(({ outputs }) => outputs[0]!);
      expect(front!.shape).toEqual([2, 4, 6, 6]);
      return nodes.filter(({ inputs }) => inputs.includes(front!)).length;
    };
    expect(usesOf(1)).toBe(1);
    expect(usesOf('all')).toBeGreaterThan(1);
  });

  it('normalises intensities as the network was trained, and gives the features of the file', async () => {
    const normalization = { mean: [0.1, 0.2, 0.3], deviation: [0.5, 0.6, 0.7] };
    const { embedding, scope } = built({ normalization });
    const pixels = Float32Array.from({ length: 2 * 192 }, (_, i) => (i % 17) / 17);
    const scaled = pixels.map((v, i) => {
      const channel = Math.floor(i / 64) % 3;
      return (v - normalization.mean[channel]!) / normalization.deviation[channel]!;
    });
    const image = g.input('image', 'float32', [2, ...sample]);
    const features = g.importOnnx(file, { outputs: ['f'] }).apply({ image })['f']!;
    const [weight, bias] = scope.parameters.map(({ tensor }) => tensor);
    const values = initialize(scope.parameters, new Random(1));
    const fed = { 'head.weight': values['head.weight']!.data, 'head.bias': values['head.bias']!.data };
    const own = await g.evaluate({ embedding }, { x: pixels, ...fed }, { threads: 1 });
    const peer = await g.evaluate({ y: g.linear(features, weight!, bias) }, { image: scaled, ...fed }, { threads: 1 });
    const list = (array: ArrayLike<number | bigint>) => Array.from(array, Number);
    expectClose(list(own['embedding']!.data), list(peer['y']!.data), { what: 'embedding' });
  });

  it('widens grey images and resizes to the file’s fixed size', () => {
    const fixed = foreignModel({ ...parts, inputs: { image: ['N', 3, 12, 10] } });
    const network = networks.fromOnnx(fixed);
    expect(network.refuses([1, 28, 28])).toBeUndefined();
    expect(network.refuses([3, 5, 5])).toBeUndefined();
    expect(network.refuses([2, 28, 28])).toBe('it takes images of 3 channels');
    expect(network.refuses([20])).toBe('it takes images of 3 channels');
    expect(built({ size: 16, head: 'two-layer' }, [1, 28, 28]).names).toEqual([
      'head.0.weight',
      'head.0.bias',
      'head.2.weight',
      'head.2.bias',
    ]);
  });

  it('refuses images that its windows do not fit', () => {
    expect(networks.fromOnnx(file).refuses([3, 2, 2])).toMatch(
      /Conv "Conv of the test".*no larger than the padded image/,
    );
  });

  it('takes the class token, the first one, where it is told to', async () => {
    const tokens = foreignModel({ inputs: { x: ['N', 4, 3] }, nodes: [node('Relu', ['x'], ['y'])] });
    const network = networks.fromOnnx(tokens, { cut: false, pooling: 'class-token' });
    const scope = new Scope({ training: true });
    const features = network.pretrained!.features(g.input('x', 'float32', [2, 4, 3]), scope);
    const x = Float32Array.from({ length: 24 }, (_, i) => i);
    const { y } = await g.evaluate({ y: features }, { x }, { threads: 1 });
    expect(Array.from(y!.data, Number)).toEqual([0, 1, 2, 12, 13, 14]);
    expect(networks.fromOnnx(file, { pooling: 'class-token' }).refuses(sample)).toBe(
      'networks.fromOnnx: expected pooling: class-token of tokens [N, T, D], got [1, 5]. Leave it out, or name the value with the tokens by output',
    );
  });

  it('takes the mean of tokens, and a value that is named', () => {
    const tokens = foreignModel({
      inputs: { x: ['N', 4, 3] },
      initializers: [floats('w', [3, 5]), floats('v', [5, 2])],
      nodes: [node('MatMul', ['x', 'w'], ['t']), node('MatMul', ['t', 'v'], ['y'])],
    });
    const scope = new Scope({ training: true });
    networks.fromOnnx(tokens).module({ dim: 2 })(g.input('x', 'float32', [2, 4, 3]), scope);
    expect(scope.parameters[0]!.shape).toEqual([2, 5]);
    const named = new Scope({ training: true });
    networks.fromOnnx(tokens, { output: 'y' }).module({ dim: 2 })(g.input('x', 'float32', [2, 4, 3]), named);
    expect(named.parameters[0]!.shape).toEqual([2, 2]);
  });

  /** Something that the network repeats for each sample, and a reshape for one sample alone. */
  const repeating = (single: boolean) =>
    foreignModel({
      inputs: { x: ['N', 3] },
      initializers: [
        floats('token', [1, 3]),
        ints('three', [3]),
        ints('zero', [0]),
        floats('w', [4, 6]),
        ints('alone', [1, 6]),
      ],
      nodes: [
        node('Shape', ['x'], ['s']),
        node('Gather', ['s', 'zero'], ['n']),
        node('Concat', ['n', 'three'], ['shape'], { axis: 0 }),
        node('Expand', ['token', 'shape'], ['e']),
        node('Concat', ['e', 'x'], ['c'], { axis: 1 }),
        single ? node('Reshape', ['c', 'alone'], ['f']) : node('Identity', ['c'], ['f']),
        node('Gemm', ['f', 'w'], ['y'], { transB: 1 }),
      ],
    });

  it.each([false, true])('serves any number of samples with one graph, made for one alone: %s', async single => {
    const network = networks.fromOnnx(repeating(single), { train: 'all' });
    expect(network.refuses([3])).toBeUndefined();
    const training = new Scope({ training: true });
    const x = g.input('x', 'float32', [4, 3]);
    const y = network.module({ dim: 2 })(x, training);
    const values = initialize(training.parameters, new Random(2));
    const fed = Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, data]));
    const rows = Float32Array.from({ length: 12 }, (_, i) => Math.cos(i));
    const slopes = g.gradients(
      g.sum(g.square(y)),
      training.parameters.map(({ tensor }) => tensor),
    );
    const outputs = { y, ...Object.fromEntries(slopes.map((slope, i) => [`d${i}`, slope])) };
    const trained = await g.evaluate(outputs, { x: rows, ...fed }, { threads: 1 });
    expect(Object.values(trained).every(({ data }) => Array.from(data, Number).some(v => v !== 0))).toBe(true);

    const saved = network.module({ dim: 2 })(g.input('x', 'float32', [1, 3]), new Scope({ training: false, values }));
    const session = await g.openSession(g.toOnnx(g.program({ saved }), { freeAxis: 'N' }), { threads: 1 });
    const found = await session.run({ x: g.buffer('float32', [4, 3], rows) });
    await session.release();
    expectClose(Array.from(found['saved']!.data, Number), Array.from(trained['y']!.data, Number), { what: 'saved' });
  });

  it('reads a path, the weights beside it and its preprocessor_config.json', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nearfar-from-onnx-'));
    const path = join(folder, 'net.onnx');
    writeFileSync(path, file);
    writeFileSync(
      join(folder, 'preprocessor_config.json'),
      JSON.stringify({ size: { shortest_edge: 10 }, image_mean: [0, 0, 0], image_std: [1, 1, 1] }),
    );
    const scope = new Scope({ training: true });
    const x = g.input('x', 'float32', [2, 3, 4, 4]);
    const y = networks.fromOnnx(path).module({ dim: 2 })(x, scope);
    expect(g.print(g.program({ y }))).toContain('float32[2, 3, 10, 10]');
  });
});
