import { expect, test } from 'vitest';
import { Random } from '../../src/random.ts';
import { project, projectFrames } from '../../src/report/project.ts';
import { clusters } from './pictures.ts';

const column = (data: Float32Array, offset: number): number[] => [...data.filter((_, i) => i % 2 === offset)];
const variance = (values: number[]): number => {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

test('project(embeddings) finds the two directions in which the points spread', async () => {
  const random = new Random(2);
  const spread = [0.1, 1, 0.1, 5, 0.1];
  const rows = Array.from({ length: 400 }, () => spread.map(size => 10 + size * random.normal()));
  const { data, shape } = await project(rows);
  expect(shape).toEqual([400, 2]);
  const [first, second] = [column(data, 0), column(data, 1)];
  expect(variance(first) / variance(rows.map(row => row[3]!))).toBeCloseTo(1, 2);
  expect(variance(second) / variance(rows.map(row => row[1]!))).toBeCloseTo(1, 2);
  const rising = rows.every((row, i) => Math.abs(row[3]! - 10) < 1 || row[3]! > 10 === first[i]! > 0);
  expect(rising, 'the largest entry of a direction is positive').toBe(true);
});

test('project(embeddings) leaves two dimensions alone and puts a zero beside one', async () => {
  const { points } = clusters(5, 2);
  expect((await project(points)).data).toEqual(points.data);
  expect([...(await project([[3], [4]])).data]).toEqual([3, 0, 4, 0]);
});

test('project(embeddings, { method: "umap" }) keeps clusters apart and repeats itself', async () => {
  const { points, labels } = clusters(60, 3, 8);
  const { data, shape } = await project(points, { method: 'umap', seed: 4 });
  expect(shape).toEqual([60, 2]);
  expect((await project(points, { method: 'umap', seed: 4 })).data).toEqual(data);
  const nearest = (i: number): number => {
    const distance = (j: number) => Math.hypot(data[2 * i]! - data[2 * j]!, data[2 * i + 1]! - data[2 * j + 1]!);
    return [...labels.keys()].filter(j => j !== i).reduce((best, j) => (distance(j) < distance(best) ? j : best));
  };
  expect([...labels.keys()].filter(i => labels[nearest(i)] === labels[i]).length).toBeGreaterThan(57);
});

test.each([
  'pca',
  'umap',
] as const)('project(embeddings, { method: "%s" }) takes few points and equal ones', async method => {
  for (const n of [1, 2, 3, 5]) {
    const points = Array.from({ length: n }, () => [1, 1, 1]);
    const { data, shape } = await project(points, { method });
    expect(shape).toEqual([n, 2]);
    expect(data.every(Number.isFinite)).toBe(true);
  }
});

test('project(embeddings) says what is wrong with its input', async () => {
  await expect(project([])).rejects.toThrow('project: expected at least one embedding, got none.');
  await expect(project([[1, 2, Infinity]])).rejects.toThrow(
    'project: expected finite numbers as embeddings, got Infinity at place 2.',
  );
  await expect(project([[1, 2, 3]], { method: 'umpa' as never })).rejects.toThrow('Did you mean "umap"?');
});

test('projectFrames(frames) projects all frames by the last one’s principal components', async () => {
  const { points } = clusters(40, 4, 5);
  const half = { data: points.data.map(value => value / 2), shape: points.shape };
  const [first, last] = projectFrames([half, points]);
  expect(last!.data).toEqual((await project(points)).data);
  const centre = projectFrames([{ data: new Float32Array(5), shape: [1, 5] }, points])[0]!.data;
  for (const [i, value] of first!.data.entries()) expect(2 * value).toBeCloseTo(last!.data[i]! + centre[i % 2]!, 3);
  expect(() => projectFrames([])).toThrow('projectFrames: expected at least one frame, got none.');
});
