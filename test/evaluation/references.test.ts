import { describe, expect, it } from 'vitest';
import { nearestRows } from '../../src/evaluation/nearest-rows.ts';
import { References } from '../../src/evaluation/references.ts';
import type { NdArray } from '../../src/nd-array.ts';
import { Random } from '../../src/random.ts';

const random = new Random(3);
const points = (n: number, d: number, of: (row: number) => number): NdArray<Float32Array> => ({
  data: Float32Array.from({ length: n * d }, (_, i) => of(Math.floor(i / d))),
  shape: [n, d],
});

/** The nearest by differences in float64 alone. */
function bruteForce(queries: NdArray<Float32Array>, references: NdArray<Float32Array>, k: number): number[][] {
  const [[m, d], n] = [queries.shape as [number, number], references.shape[0]!];
  return Array.from({ length: m }, (_, q) => {
    const distances = Array.from({ length: n }, (_, r) => {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += (queries.data[q * d + c]! - references.data[r * d + c]!) ** 2;
      return sum;
    });
    const order = [...distances.keys()].sort((a, b) => distances[a]! - distances[b]! || a - b);
    return order.slice(0, k);
  });
}

describe('nearestRows(queries, references, k)', () => {
  it.each([
    ['spread points', () => random.normal()],
    ['points far from the origin', () => 1e4 + random.normal()],
    ['two clusters far apart', (row: number) => (row % 2 ? 1e4 : -1e4) + random.normal()],
    ['near copies', (row: number) => (row % 5) + 1e-6 * random.normal()],
    ['equal points', (row: number) => row % 3],
    ['huge numbers', () => 1e25 * random.normal()],
    ['tiny numbers', () => 1e-25 * random.normal()],
  ])('finds the nearest of %s as differences in float64 do', async (_, of) => {
    for (const d of [1, 3, 64]) {
      const [queries, all] = [points(40, d, of), points(300, d, of)];
      const found = await nearestRows(queries, all, 7);
      expect(found.map(({ rows }) => rows)).toEqual(bruteForce(queries, all, 7));
    }
  });

  it('gives the same for one query as for many, and for searches at the same time', async () => {
    const [queries, all] = [points(50, 8, () => random.normal()), points(200, 8, () => random.normal())];
    const references = new References(all);
    const one = (i: number) => ({ data: queries.data.subarray(8 * i, 8 * i + 8), shape: [1, 8] });
    const together = await nearestRows(queries, references, 5);
    const alone = await Promise.all(together.map((_, i) => nearestRows(one(i), references, 5)));
    expect(alone.map(([found]) => found)).toEqual(together);
  });

  it('finds the nearest in every block of many references, of one query and of several', async () => {
    const [queries, all] = [points(3, 2, () => random.normal()), points(70_000, 2, () => random.normal())];
    all.data.copyWithin(2 * 69_990, 0, 2 * 10); // copies of the first block in the last one, equally near
    queries.data.set(all.data.subarray(0, 2));
    const expected = bruteForce(queries, all, 9);
    const found = await nearestRows(queries, all, 9);
    expect(found.map(({ rows }) => rows)).toEqual(expected);
    const [alone] = await nearestRows({ data: queries.data.subarray(0, 2), shape: [1, 2] }, all, 9);
    expect(alone).toEqual(found[0]);
    expect(alone!.rows.slice(0, 2)).toEqual([0, 69_990]);
  });

  it('gives none where there are no queries or no references', async () => {
    const none = points(0, 4, () => 0);
    expect(
      await nearestRows(
        none,
        points(3, 4, () => 1),
        2,
      ),
    ).toEqual([]);
    expect(
      await nearestRows(
        points(1, 4, () => 1),
        none,
        2,
      ),
    ).toEqual([{ rows: [], distances: [] }]);
  });
});
