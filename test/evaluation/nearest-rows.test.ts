import { expect, it } from 'vitest';
import { nearestRows } from '../../src/evaluation/nearest-rows.ts';
import { takeRows } from '../../src/nd-array.ts';
import { Random } from '../../src/random.ts';

const random = new Random(4);
const points = (n: number, scale: number) => ({
  data: Float32Array.from({ length: n * 5 }, () => scale * random.normal()),
  shape: [n, 5],
});

it.each([1, 1e-20, 1e18])('nearestRows(…) of few queries is that of many, at a scale of %s', async scale => {
  const [queries, references] = [points(30, scale), points(200, scale)];
  references.data.copyWithin(5, 0, 5); // two that are equally near
  const many = await nearestRows(queries, references, 6);
  for (const start of [0, 12, 26]) {
    const rows = [start, start + 1, start + 2];
    expect(await nearestRows(takeRows(queries, rows), references, 6)).toEqual(rows.map(row => many[row]!));
  }
});

it('nearestRows(…) of equally near references gives the first', async () => {
  const [found] = await nearestRows(
    { data: Float32Array.of(0), shape: [1, 1] },
    { data: Float32Array.of(2, 1, 1, -1), shape: [4, 1] },
    3,
  );
  expect(found).toEqual({ rows: [1, 2, 3], distances: [1, 1, 1] });
});
