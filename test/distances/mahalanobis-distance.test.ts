import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { gradients, input, mul, sum } from '../../src/graph/index.ts';
import * as losses from '../../src/losses/index.ts';
import * as miners from '../../src/miners/index.ts';
import { Scope } from '../../src/nn/scope.ts';
import { dot, length, type Rows, randomRows, slopes } from '../support/by-loops.ts';
import { expectClose } from '../support/close.ts';

const [a, b] = [randomRows(24, 3, 4), randomRows(25, 5, 4)];

const byLoops = (a: readonly number[], b: readonly number[], matrix: Rows): number =>
  length(matrix.map(row => dot(row, a) - dot(row, b)));

/** The distances, and the gradients of Σ (i + 1) d_i to both sides and to the matrix. */
async function compute(distance: distances.Distance, kind: 'matrix' | 'paired', x: Rows, y: Rows, weights: Rows) {
  const scope = new Scope({ training: true });
  const [p, q] = [input('x', 'float32', [x.length, 4]), input('y', 'float32', [y.length, 4])];
  const d = distance[kind](p, q, scope);
  const factors = input('factors', 'float32', d.shape);
  const [dx, dy, dm] = gradients(sum(mul(d, factors)), [p, q, scope.parameters[0]!.tensor]);
  const size = d.shape.reduce((product, extent) => product * extent, 1);
  const feeds = { x: x.flat(), y: y.flat(), mahalanobis: weights.flat() };
  const results = await evaluate(
    { d, dx: dx!, dy: dy!, dm: dm! },
    { ...feeds, factors: Array.from({ length: size }, (_, i) => i + 1) },
  );
  const [value, toX, toY, toMatrix] = ['d', 'dx', 'dy', 'dm'].map(name => Array.from(results[name]!.data, Number));
  return { shape: scope.parameters[0]!.shape, d: value!, dx: toX!, dy: toY!, dm: toMatrix! };
}

const weighted = (list: readonly number[]): number => list.reduce((total, d, i) => total + (i + 1) * d, 0);

describe('distances.mahalanobisDistance(options)', () => {
  it.each([
    ['as many rows as components', {}, 4],
    ['low rank', { rank: 2 }, 2],
    ['more rows than components', { rank: 6 }, 6],
  ] as const)('matrix(a, b) agrees with loops, with gradients: %s', async (_, options, rank) => {
    const matrix = randomRows(26, rank, 4);
    const all = (x: Rows, y: Rows, m: Rows) => x.flatMap(row => y.map(other => byLoops(row, other, m)));
    const found = await compute(distances.mahalanobisDistance(options), 'matrix', a, b, matrix);
    expect(found.shape).toEqual([rank, 4]);
    expectClose(found.d, all(a, b, matrix));
    const near = { absolute: 1e-3 };
    expectClose(
      found.dx,
      slopes(x => weighted(all(x, b, matrix)), a),
      near,
    );
    expectClose(
      found.dy,
      slopes(y => weighted(all(a, y, matrix)), b),
      near,
    );
    expectClose(
      found.dm,
      slopes(m => weighted(all(a, b, m)), matrix),
      near,
    );
  });

  it('paired(a, b) goes row by row, squared if so asked', async () => {
    const matrix = randomRows(27, 2, 4);
    const some = b.slice(0, 3);
    const all = (x: Rows, m: Rows) => x.map((row, i) => byLoops(row, some[i]!, m) ** 2);
    const distance = distances.mahalanobisDistance({ rank: 2, squared: true });
    const found = await compute(distance, 'paired', a, some, matrix);
    expectClose(found.d, all(a, matrix));
    expectClose(
      found.dm,
      slopes(m => weighted(all(a, m)), matrix),
      { absolute: 1e-3 },
    );
  });

  it('begins as the Euclidean distance', async () => {
    const labels = [0, 0, 1, 1, 2];
    const of = (distance: distances.Distance) =>
      losses.evaluate(losses.tripletMarginLoss({ distance }), { embeddings: b, labels });
    const learned = await of(distances.mahalanobisDistance());
    expect(learned.value).toBeCloseTo((await of(distances.lpDistance({ normalize: false }))).value, 5);
    expect(learned.gradients['mahalanobis']!.shape).toEqual([4, 4]);
  });

  it('has finite gradients for points in one place and for a matrix of zeros', async () => {
    const one = Array.from({ length: 3 }, () => a[0]!);
    for (const matrix of [randomRows(28, 4, 4), randomRows(28, 4, 4).map(row => row.map(() => 0))]) {
      const { d, dx, dm } = await compute(distances.mahalanobisDistance(), 'matrix', one, one, matrix);
      expect([...d, ...dx, ...dm].every(Number.isFinite)).toBe(true);
    }
  });

  it('has its matrix from `parameters` outside training, for pairwise and for a miner alike', async () => {
    const distance = distances.mahalanobisDistance({ rank: 1 });
    const points = [
      [0, 0],
      [1, 0],
      [0, 3],
      [1, 5],
    ]; // by the first number 0 and 2 agree, by the second 0 and 1
    const batch = { embeddings: points, labels: [0, 0, 1, 1] };
    const along = (row: number[]) => ({ mahalanobis: { data: Float32Array.from(row), shape: [1, 2] } });
    const matrix = await distances.pairwise(distance, points, points, { parameters: along([0, 1]) });
    expect(Array.from(matrix.data, Number).slice(0, 4).map(Math.round)).toEqual([0, 0, 3, 5]);
    const hardest = (row: number[]) =>
      miners.mine(miners.batchHardMiner({ distance }), { ...batch, parameters: along(row) });
    expect((await hardest([0, 1])).triplets).toContainEqual([0, 1, 2]);
    expect((await hardest([1, 0])).triplets).toContainEqual([1, 0, 3]);
    await expect(distances.pairwise(distance, points, points, { parameters: along([1, 2, 3]) })).rejects.toThrow();
    await expect(miners.mine(miners.batchHardMiner(), { ...batch, parameters: along([1, 0]) })).rejects.toThrow(
      'miners.mine: expected no parameters, since nothing is learned here, got "mahalanobis".',
    );
  });

  it('says what it lacks in a graph without a scope', () =>
    expect(() =>
      distances.mahalanobisDistance().matrix(input('a', 'float32', [2, 3]), input('b', 'float32', [2, 3])),
    ).toThrow('mahalanobisDistance: expected a scope to keep its matrix in, got none.'));
});
