import { describe, expect, it } from 'vitest';
import * as g from '../../../src/graph/index.ts';
import { decodedModel } from '../../../src/graph/onnx/decode.ts';
import { toOnnx } from '../../../src/graph/onnx/export.ts';
import { observing, quantizable, valuesOf } from '../../../src/graph/onnx/quantizable.ts';
import { quantized } from '../../../src/graph/onnx/quantize.ts';
import { encodeModel } from '../../../src/graph/onnx/schema.ts';
import { Random } from '../../../src/random.ts';
import { complaints, hasChecker } from '../../support/onnx-checker.ts';

const random = new Random(1);
const normals = (...shape: number[]) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
const weights = (...shape: number[]) => g.constant(normals(...shape), { shape });

const x = g.input('x', 'float32', [4, 2, 6, 6]);
const padding: [number, number, number, number] = [1, 1, 1, 1];
const features = g.relu(g.conv2d(x, weights(8, 2, 3, 3), weights(8), { padding }));
const hidden = g.reshape(g.relu(g.conv2d(features, weights(4, 8, 3, 3))), [4, 64]);
const y = g.matmul(g.linear(hidden, weights(5, 64), weights(5)), weights(5, 3));
const model = decodedModel(toOnnx(g.program({ y })), 'test');
const found = quantizable(model);
const names = valuesOf(found);

async function run(bytes: Uint8Array, data: Float32Array) {
  const session = await g.openSession(bytes, { threads: 1 });
  const outputs = await session.run({ x: g.buffer('float32', x.shape, data) });
  await session.release();
  return outputs as Record<string, { data: Float32Array }>;
}

const data = normals(4, 2, 6, 6);
const seen = await run(encodeModel(observing(model, names)), data);
const ranges = new Map(
  names.map(name => [name, { least: Math.min(...seen[name]!.data), greatest: Math.max(...seen[name]!.data) }]),
);
const bytes = encodeModel(quantized(model, ranges));

describe('quantizable(model)', () => {
  it('finds each Conv, Gemm and MatMul with constant weights, and the axis of its channels', () => {
    expect(found.map(({ node, axis }) => [node.opType, axis])).toEqual([
      ['Conv', 0],
      ['Conv', 0],
      ['Gemm', 0],
      ['MatMul', 1],
    ]);
  });

  it('takes the Relu behind a Conv for its result, and rounds no result of the others', () => {
    expect(found.map(({ result }) => result?.split('_')[0])).toEqual(['Relu', 'Relu', undefined, undefined]);
  });

  it('finds nothing where both factors are computed', () => {
    const a = g.input('a', 'float32', [2, 2]);
    expect(quantizable(decodedModel(toOnnx(g.program({ y: g.matmul(a, a) })), 'test'))).toEqual([]);
  });
});

describe('quantized(model, ranges)', () => {
  it('computes about the same', async () => {
    const [before, after] = [seen['y']!.data, (await run(bytes, data))['y']!.data];
    const largest = Math.max(...before.map(Math.abs));
    const worst = Math.max(...before.map((value, i) => Math.abs(value - after[i]!)));
    expect(worst / largest).toBeLessThan(0.03);
    expect(worst).toBeGreaterThan(0);
  });

  it('keeps the weights as int8 within ±64, one scale a channel, and no float32 ones', () => {
    const { initializers } = g.readOnnx(bytes);
    const whole = Object.entries(initializers).filter(([, { data }]) => data instanceof Int8Array);
    const kernels = whole.filter(([name]) => name.endsWith('.weight'));
    expect(kernels.map(([, { shape }]) => shape)).toEqual([
      [8, 2, 3, 3],
      [4, 8, 3, 3],
      [5, 64],
      [5, 3],
    ]);
    for (const [name, { data, shape }] of kernels) {
      expect(Math.max(...Array.from(data as Int8Array, Math.abs)), name).toBe(64);
      const channels = name.startsWith('MatMul') ? shape[1]! : shape[0]!;
      expect(initializers[`${name}.scale`]!.shape).toEqual([channels]);
    }
    const floats = Object.values(initializers).filter(({ data }) => data instanceof Float32Array);
    expect(Math.max(...floats.map(({ data }) => data.length))).toBe(8);
  });

  it('computes exactly where all numbers are on the grid', async () => {
    const a = g.input('x', 'float32', [1, 2]);
    const w = g.constant([64, -3, 64, 5], { shape: [2, 2] });
    const b = g.constant([7, -1], { shape: [2] });
    const exact = decodedModel(toOnnx(g.program({ y: g.linear(a, w, b) })), 'test');
    const written = encodeModel(quantized(exact, new Map([['x', { least: 0, greatest: 255 }]])));
    const session = await g.openSession(written);
    const { y: result } = await session.run({ x: g.buffer('float32', [1, 2], [200, 255]) });
    await session.release();
    expect([...(result!.data as Float32Array)]).toEqual([200 * 64 - 3 * 255 + 7, 64 * 200 + 5 * 255 - 1]);
  });

  it('takes a channel of zeros, a bias far larger than its weights, and a value that is always 0', async () => {
    const a = g.input('x', 'float32', [1, 2]);
    const w = g.constant([0, 0, 1e-12, 0], { shape: [2, 2] });
    const b = g.constant([3, 1000], { shape: [2] });
    const odd = decodedModel(toOnnx(g.program({ y: g.linear(a, w, b) })), 'test');
    const written = encodeModel(quantized(odd, new Map([['x', { least: 0, greatest: 0 }]])));
    const session = await g.openSession(written);
    const { y: result } = await session.run({ x: g.buffer('float32', [1, 2], [0, 0]) });
    await session.release();
    expect(result!.data[0]).toBeCloseTo(3);
    expect(result!.data[1]).toBeCloseTo(1000, 1);
  });

  it.runIf(hasChecker())('is a model that ONNX’s own checker finds valid', () => {
    expect(complaints({ quantized: bytes })).toBe('');
  });
});
