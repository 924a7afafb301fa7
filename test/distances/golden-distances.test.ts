import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { constant } from '../../src/graph/index.ts';
import { expectClose } from '../support/close.ts';
import { golden } from '../support/golden.ts';
import { distanceOf } from '../support/golden-distances.ts';

interface Golden {
  a: number[][];
  b: number[][];
  cases: { distance: string; matrix: number[][] }[];
}

const { a, b, cases } = golden<Golden>('distances');

describe('distances.pairwise(distance, a, b)', () => {
  it.each(cases.map(c => [c.distance, c.matrix] as const))('%s agrees with PyTorch', async (name, matrix) => {
    const { data, shape } = await distances.pairwise(distanceOf[name]!, a, b);
    expect(shape).toEqual([16, 5]);
    expectClose(data as Float32Array, matrix.flat());
  });
});

describe('distance.paired(a, b)', () => {
  const names = Object.keys(distanceOf);
  it.each(names)('%s is the diagonal of the matrix', async name => {
    const rows = a.slice(0, 5);
    const tensor = (x: number[][]) => constant(x.flat(), { shape: [5, 8] });
    const distance = distanceOf[name]!;
    const { paired, matrix } = await evaluate({
      paired: distance.paired(tensor(rows), tensor(b)),
      matrix: distance.matrix(tensor(rows), tensor(b)),
    });
    expectClose(
      paired!.data as Float32Array,
      [0, 1, 2, 3, 4].map(i => Number(matrix!.data[6 * i])),
    );
  });
});
