import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Exported, graph, openRun, type RunResult } from '../../src/index.ts';
import { lastJson } from '../support/cli.ts';
import { photosPlace, QUICK } from '../support/exported-photos.ts';

const { root, run, train } = photosPlace();
let result: RunResult;

beforeAll(async () => {
  result = await train();
});

describe('nearfar export RUN --format onnx', () => {
  it('writes the network, and the scorer beside it', async () => {
    const found = lastJson<object>(await run('export', 'a', '--format', 'onnx', '--out', 'out/photos.onnx', '--json'));
    expect(found).toEqual({
      runDir: 'a',
      format: 'onnx',
      out: 'out/photos.onnx',
      files: ['out/photos.onnx', 'out/photos.scorer.onnx'],
    });
    expect(readFileSync(join(root, 'out/photos.onnx'))).toEqual(readFileSync(join(root, 'a/model.onnx')));
    expect(readFileSync(join(root, 'out/photos.scorer.onnx'))).toEqual(readFileSync(join(root, 'a/scorer.onnx')));
  });
});

describe('nearfar export RUN --format onnx-int8', () => {
  const whole = (bytes: Uint8Array) =>
    Object.values(graph.readOnnx(bytes).initializers).filter(({ data }) => data instanceof Int8Array);

  it('writes a smaller network, and tells each metric before and after', async () => {
    const out = await run('export', 'a', '--format', 'onnx-int8', '--out', 'small.onnx', '--json');
    const { files, quantization } = lastJson<Exported>(out);
    expect(files).toEqual(['small.onnx', 'small.scorer.onnx']);
    const { bytes, metrics, ...how } = quantization!;
    expect(how).toEqual({
      calibratedOn: expect.stringMatching(/^\d\d training samples$/),
      ranges: expect.stringMatching(/^(min-max|percentile)$/),
      layers: 3,
    });
    const network = readFileSync(join(root, 'small.onnx'));
    expect([bytes.before, bytes.after]).toEqual([readFileSync(join(root, 'a/model.onnx')).length, network.length]);
    expect(bytes.after / bytes.before).toBeLessThan(0.3);
    expect(whole(network).map(({ shape }) => shape.length)).toContain(2);
    expect(metrics.before.rocAuc).toBeCloseTo(result.metrics.rocAuc, 6);
    expect(Math.abs(metrics.after.rocAuc - metrics.before.rocAuc)).toBeLessThan(0.1);
    expect(metrics.after.evaluatedOn).toBe(metrics.before.evaluatedOn);
    expect(out.stderr).toMatch(/\d+ kB → \d+ kB, 3 layers of 8 bits; ranges \(.*\) by \d+ training samples/);
    expect(out.stderr).toMatch(/float32 +int8 +difference\n[─ ]+\n/);
    expect(out.stderr).toContain(`ROC-AUC`);
  });

  it('has embeddings like those of the run', async () => {
    const { samples } = await (await openRun(join(root, 'a'))).read(join(root, 'photos'));
    const embed = async (path: string) => {
      const session = await graph.openSession(readFileSync(join(root, path)), { threads: 1 });
      const input = graph.buffer('uint8', samples.shape, samples.data as Uint8Array);
      const { embedding } = await session.run({ input });
      await session.release();
      return embedding!.data as Float32Array;
    };
    const [a, b] = [await embed('a/model.onnx'), await embed('small.onnx')];
    const length = (values: Float32Array) => Math.hypot(...values);
    const difference = length(a.map((value, i) => value - b[i]!)) / length(a);
    expect(difference).toBeLessThan(0.05);
    expect(difference).toBeGreaterThan(0);
  });

  it('refuses a method without an embedding', async () => {
    await run('train', 'photos', ...QUICK, '--method', 'two-channel', '--out', 'pairs');
    const { code, stderr } = await run('export', 'pairs', '--format', 'onnx-int8', '--out', 'pairs.onnx');
    expect(stderr).toContain(
      '--format onnx-int8: expected a run whose method has an embedding, got one of two-channel. Export it as onnx.',
    );
    expect([code, existsSync(join(root, 'pairs.onnx'))]).toEqual([2, false]);
  });
});

describe('nearfar export RUN --format safetensors', () => {
  it('writes the weights by name, as the format says', async () => {
    await run('export', 'a', '--format', 'safetensors', '--out', 'photos.safetensors');
    const bytes = readFileSync(join(root, 'photos.safetensors'));
    const length = Number(bytes.readBigUInt64LE(0));
    const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: [number, number] }
    >;
    expect(metadata).toMatchObject({ format: 'nearfar', 'nearfar.method': 'siamese-bce' });
    expect(tensors['head.weight']).toMatchObject({ dtype: 'F32', shape: [1, 4] });
    expect(Object.keys(tensors).filter(name => name.startsWith('constant_') || name.startsWith('optimizer'))).toEqual(
      [],
    );
    const end = Math.max(...Object.values(tensors).map(({ data_offsets: [, to] }) => to));
    expect(8 + length + end).toBe(bytes.length);
  });
});

it.each<[string, string[], string]>([
  [
    'a format that there is not',
    ['--format', 'onx', '--out', 'x.onnx'],
    '--format: expected a format out of onnx, onnx-int8, safetensors, bundle, got "onx". Did you mean "onnx"?',
  ],
  [
    'a file of another ending',
    ['--format', 'onnx', '--out', 'x.bin'],
    '--out: expected a file that ends in .onnx, got "x.bin".',
  ],
  ['no place', ['--format', 'onnx'], 'export: expected --out <path>, got none.'],
])('nearfar export refuses %s', async (_, args, message) => {
  const { code, stderr } = await run('export', 'a', ...args);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
  expect(existsSync(join(root, 'x.bin'))).toBe(false);
});
