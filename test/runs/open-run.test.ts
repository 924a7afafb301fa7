import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { takeRows } from '../../src/nd-array.ts';
import { openRun, type Run } from '../../src/runs/open-run.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';

const dataset = glyphs({ classes: { train: 10, validation: 5, test: 5 }, perClass: 12, size: 8 });
const tiny = { dataset, network: 'mlp', dim: 4, epochs: 1, threads: 1, plots: false, batchSize: 40 } as const;
const [n, side] = [6, 8];
const a = takeRows(dataset.test.samples, [0, 1, 2, 3, 4, 5]);
const b = takeRows(dataset.test.samples, [0, 2, 14, 27, 35, 6]);

/** A finished run of a method. */
async function runOf(method: string, options: Parameters<typeof train>[0] = {}): Promise<Run> {
  const { runDir } = await train({ ...tiny, method, ...options, out: join(temporaryFolder(), 'run') });
  return openRun(runDir);
}

describe('a run of a method with embeddings', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runOf('siamese');
    return () => run.close();
  });

  it('run.distance(a, b) is the Euclidean distance of the embeddings', async () => {
    const { data: x } = await run.embed(a);
    const { data: y } = await run.embed(b);
    const expected = Array.from({ length: n }, (_, i) => {
      const differences = Array.from({ length: 4 }, (_, k) => x[4 * i + k]! - y[4 * i + k]!);
      return Math.hypot(...differences);
    });
    const { data, shape } = await run.distance(a, b);
    expect(shape).toEqual([n]);
    expect(data[0]).toBe(0);
    for (const [i, distance] of data.entries()) expect(distance).toBeCloseTo(expected[i]!, 5);
  });

  it('run.embed(samples) takes nested arrays of bytes', async () => {
    const image = (i: number) =>
      Array.from({ length: side }, (_, y) =>
        Array.from(a.data.subarray((i * side + y) * side, (i * side + y + 1) * side)),
      );
    const nested = Array.from({ length: n }, (_, i) => [image(i)]);
    expect(await run.embed(nested)).toEqual(await run.embed(a));
  });

  it.each<[string, Parameters<Run['embed']>[0], string]>([
    [
      'images of another side',
      { data: new Uint8Array(49), shape: [1, 1, 7, 7] },
      'samples of shape [N, 1, 8, 8], got shape [1, 1, 7, 7].',
    ],
    ['an image without its axis of samples', { data: new Uint8Array(64), shape: [1, 8, 8] }, 'got shape [1, 8, 8].'],
    ['rows', [[1, 2]], 'got shape [1, 2].'],
    ['too few numbers', { data: new Uint8Array(3), shape: [1, 1, 8, 8] }, '64 numbers for shape [1, 1, 8, 8], got 3.'],
    [
      'floats',
      { data: new Float32Array(64).fill(0.5), shape: [1, 1, 8, 8] },
      'bytes from 0 to 255, as the run was trained on, got 0.5.',
    ],
    ['an object without a shape', {} as never, 'got neither { data, shape } nor nested arrays.'],
  ])('run.embed(samples) refuses %s', async (_, samples, message) => {
    await expect(run.embed(samples)).rejects.toThrow(`run.embed: expected `);
    await expect(run.embed(samples)).rejects.toThrow(message);
  });

  it('run.distance(a, b) refuses sides of two lengths', async () => {
    const shorter = takeRows(a, [0, 1]);
    await expect(run.distance(a, shorter)).rejects.toThrow('run.distance: expected 6 samples in b, as in a, got 2.');
  });
});

it('run.close() twice does no harm', async () => {
  const run = await runOf('siamese');
  await run.close();
  await run.close();
});

it.each([
  'two-channel',
  'siamese-bce',
])('run.distance(a, b) of %s is the score that the method has learned', async method => {
  const run = await runOf(method);
  const shape = run.sampleShape;
  const size = shape.reduce((x, y) => x * y);
  const images = { data: Uint8Array.from({ length: 3 * size }, (_, i) => (37 * i) % 256), shape: [3, ...shape] };
  const { data } = await run.distance(images, takeRows(images, [1, 2, 0]));
  expect(data.every(Number.isFinite)).toBe(true);
  expect(new Set(data).size).toBe(3);
  await run.close();
}, 60_000);

it('run.distance(a, b) of rows of a table refuses bytes', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i % 4, i / 40]);
  const part = { samples: rows, labels: rows.map(([kind]) => kind!) };
  const run = await runOf('siamese', { dataset: { train: part, test: part }, batchSize: 8 });
  expect((await run.distance(rows.slice(0, 2), rows.slice(4, 6))).shape).toEqual([2]);
  await expect(run.distance({ data: new Uint8Array(2), shape: [1, 2] }, rows)).rejects.toThrow(
    'run.distance: expected floats, as the run was trained on, got bytes.',
  );
  await run.close();
});
