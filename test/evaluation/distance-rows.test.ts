import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import { eachRow } from '../../src/evaluation/distance-rows.ts';
import * as evaluation from '../../src/evaluation/index.ts';
import { nearestRows } from '../../src/evaluation/nearest-rows.ts';
import type { NdArray } from '../../src/nd-array.ts';
import { Random } from '../../src/random.ts';
import { averagePrecisions, squaredDistance } from '../support/by-sorting.ts';

const matrix = (rows: readonly (readonly number[])[]): NdArray<Float32Array> => ({
  data: Float32Array.from(rows.flat()),
  shape: [rows.length, rows[0]!.length],
});
const unit = (x: readonly number[]): number[] => x.map(value => value / Math.hypot(...x));
const normals = (random: Random, d: number, width = 1): number[] =>
  Array.from({ length: d }, () => width * random.normal());

describe('ten near copies, 3e-4 apart, of a unit vector in 64 dimensions', () => {
  const random = new Random(4);
  const [first, step] = [unit(normals(random, 64)), unit(normals(random, 64))];
  const copies = Array.from({ length: 10 }, (_, i) => unit(first.map((x, k) => x + 3e-4 * i * step[k]!)));
  const others = Array.from({ length: 500 }, () => unit(normals(random, 64)));
  const queries = copies.map(copy => copy.map(x => x + 1e-6 * random.normal()));
  const labels = [...copies, ...others].map((_, i) => i);
  const reference = { embeddings: [...copies, ...others], labels };
  const asked = { embeddings: queries, labels: labels.slice(0, 10), reference };

  it.each<[string, distances.Distance | undefined]>([
    ['by default', undefined],
    ['lpDistance()', distances.lpDistance()],
    ['lpDistance({ normalize: false, power: 2 })', distances.lpDistance({ normalize: false, power: 2 })],
    ['cosineSimilarity()', distances.cosineSimilarity()],
    ['dotProductSimilarity()', distances.dotProductSimilarity()],
    ['snrDistance()', distances.snrDistance()],
  ])('the nearest is found each time: %s', async (_, distance) => {
    const options = distance ? { ...asked, distance } : asked;
    expect((await evaluation.retrieval(options)).precisionAt1).toBe(1);
    expect(await evaluation.knnAccuracy({ ...options, k: 1 })).toBe(1);
  });

  it('nearestRows() puts all ten in their order', async () => {
    const found = await nearestRows(matrix(queries.slice(0, 1)), matrix(reference.embeddings), 10);
    expect(found[0]!.rows).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const apart = squaredDistance(queries[0]!, copies[9]!) ** 0.5;
    expect(found[0]!.distances[9]).toBeCloseTo(apart, 9);
  });
});

describe('evaluation.retrieval(…) ranks by exact differences', () => {
  const labelled = (random: Random, n: number, row: (label: number) => number[]) => {
    const labels = Array.from({ length: n }, (_, i) => i % 3);
    return { labels, embeddings: labels.map(row), random };
  };
  const random = new Random(5);
  const near = (label: number, d: number) => normals(random, d).map((x, k) => x + (k === label ? 1 : 0));
  const cases: Record<string, (label: number) => number[]> = {
    'two clusters at ±10 000': label => near(label, 8).map(x => x + (random.int(2) === 0 ? 1e4 : -1e4)),
    'all far from the origin': label => near(label, 5).map(x => x + 1e6),
    'one point far from all the others': label => near(label, 4).map(x => (random.int(300) === 0 ? 1e7 : x)),
    'numbers whose squares overflow': label => near(label, 3).map(x => 1e25 * x),
    'numbers whose squares are 0': label => near(label, 3).map(x => 1e-25 * x),
    'tight classes': label => normals(random, 6, 1e-5).map((x, k) => x + (k === label ? 1 : 0)),
    'points that coincide': label => near(label, 2).map(x => Math.round(x)),
    'one dimension': label => near(label, 1),
  };

  it.each(Object.entries(cases))('%s', async (name, row) => {
    const { embeddings, labels } = labelled(random, 300, row);
    const scaled = name.includes('squares')
      ? embeddings.map(x => x.map(v => v * (name.includes('0') ? 1e25 : 1e-25)))
      : embeddings;
    const truth = averagePrecisions(scaled, labels);
    const paths = [
      undefined,
      distances.lpDistance({ normalize: false }),
      distances.lpDistance({ normalize: false, power: 2 }),
    ];
    for (const distance of name.includes('squares') ? paths.slice(0, 1) : paths) {
      const metrics = await evaluation.retrieval({ embeddings, labels, ...(distance && { distance }) });
      expect(metrics.mapAtR).toBeCloseTo(truth.mapAtR, name.includes('squares') ? 4 : 9);
      expect(metrics.meanAveragePrecision).toBeCloseTo(truth.meanAveragePrecision, name.includes('squares') ? 4 : 9);
    }
  });

  it('keeps a row of zeros where its similarity of 0 to all puts it', async () => {
    const reference = {
      embeddings: [
        [0, 0],
        [3, 1],
        [-1, 0.1],
      ],
      labels: [0, 1, 1],
    };
    const options = { embeddings: [[1, 0]], labels: [0], reference, distance: distances.cosineSimilarity() };
    expect((await evaluation.retrieval(options)).mrr).toBe(1 / 2);
  });
});

it('eachRow(…) gives the distances to every one of many references, computed block by block', async () => {
  const random = new Random(8);
  const references = matrix(Array.from({ length: 20_001 }, () => normals(random, 2)));
  const queries = matrix(Array.from({ length: 40 }, () => normals(random, 2)));
  const seen: number[] = [];
  await eachRow(queries, references, undefined, (query, { values, exact }) => {
    seen.push(query);
    expect(values).toHaveLength(20_001);
    // All but for a power of two: the exact ones, which do not come from blocks, tell each.
    expect(values.findIndex((value, j) => Math.abs(value - exact(j)) > 1e-5 * (value + 1))).toBe(-1);
  });
  expect(seen).toEqual([...Array(40).keys()]);
});
