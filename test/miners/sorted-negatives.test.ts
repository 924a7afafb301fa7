import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/graph/evaluate.ts';
import { constant } from '../../src/graph/index.ts';
import { countWithin } from '../../src/miners/sorted-negatives.ts';
import { Random } from '../../src/random.ts';

const BEYOND = 3e38;

/** The counts by the graph and by looking at every value. */
async function counts(rows: readonly number[][], thresholds: readonly number[][]) {
  const matrix = (x: readonly number[][]) => constant(x.flat(), { shape: [x.length, x[0]!.length] });
  const { found } = await evaluate({ found: countWithin(matrix(rows), matrix(thresholds)) });
  const expected = thresholds.flatMap((row, i) => row.map(t => rows[i]!.filter(x => x <= t && x < BEYOND).length));
  return { found: Array.from(found!.data as Float32Array), expected };
}

describe('countWithin(sorted, thresholds)', () => {
  it('counts ties and leaves out what is beyond all distances, whatever the threshold', async () => {
    const rows = [
      [1, 2, 2, BEYOND],
      [0, BEYOND, BEYOND, BEYOND],
      [BEYOND, BEYOND, BEYOND, BEYOND],
      [1, 2, 3, 4],
    ];
    const { found, expected } = await counts(
      rows,
      [...Array(4)].map(() => [-BEYOND, 0, 2, 4, BEYOND]),
    );
    expect(found).toEqual(expected);
  });

  it.each([1, 2, 3, 4, 7, 8, 9, 100])('counts in rows of %d', async length => {
    const random = new Random(length);
    const numbers = (n: number) => Array.from({ length: n }, () => random.int(10));
    const rows = [...Array(6)].map(() => numbers(length).sort((a, b) => a - b));
    const { found, expected } = await counts(
      rows,
      rows.map(() => numbers(11)),
    );
    expect(found).toEqual(expected);
  });
});
