import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import * as g from '../../src/graph/index.ts';
import { Random } from '../../src/random.ts';
import { expectClose } from '../support/close.ts';

const random = new Random(2);
const draw = (n: number, scale = 1, offset = 0) =>
  Array.from({ length: n }, () => Array.from({ length: 5 }, () => offset + scale * random.normal()));
const [a, b] = [draw(4), draw(3)];

const norm = (row: readonly number[], p: number) => row.reduce((t, v) => t + Math.abs(v) ** p, 0) ** (1 / p);

describe('distances.lpDistance({ p, power, normalize })', () => {
  it.each([
    [1, 1, true],
    [1.5, 2, false],
    [2, 3, true],
    [3, 1, false],
    [4, 2, true],
  ])('p %d, power %d, normalize %s is what loops find', async (p, power, normalize) => {
    const prepared = (row: number[]) => (normalize ? row.map(v => v / norm(row, p)) : row);
    const expected = a.flatMap(x =>
      b.map(
        y =>
          norm(
            prepared(x).map((v, k) => v - prepared(y)[k]!),
            p,
          ) ** power,
      ),
    );
    const { data } = await distances.pairwise(distances.lpDistance({ p, power, normalize }), a, b);
    expectClose(data as Float32Array, expected);
  });

  it('is 0 between equal rows, its gradient there too', async () => {
    const x = g.input('x', 'float32', [4, 5]);
    const rows = [a[0]!, a[0]!, a[1]!, a[0]!];
    for (const distance of [
      distances.lpDistance(),
      distances.lpDistance({ normalize: false }),
      distances.lpDistance({ p: 3, normalize: false }),
    ]) {
      const d = distance.matrix(x, x);
      const pair = g.sum(g.slice(d, { ends: [2, 2] })); // rows 0 and 1
      const results = await evaluate({ d, dx: g.gradients(pair, [x])[0]! }, { x: rows.flat() });
      const values = results['d']!.data as Float32Array;
      expect([values[0], values[1], values[3], values[7]]).toEqual([0, 0, 0, 0]);
      expect(Array.from(results['dx']!.data as Float32Array).every(v => v === 0)).toBe(true);
    }
  });

  it('keeps the distances of unit vectors that lie near each other, and their slopes', async () => {
    const near = Array.from({ length: 20 }, (_, i) => [Math.cos(1e-4 * i), Math.sin(1e-4 * i), 0].map(Math.fround));
    const x = g.input('x', 'float32', [20, 3]);
    const d = distances.lpDistance().matrix(x, x);
    const steps = g.slice(d, { ends: [19] }); // row i to column i + 1
    const chain = g.sum(g.diagonal(g.slice(steps, { starts: [0, 1] })));
    const results = await evaluate({ d, dx: g.gradients(chain, [x])[0]! }, { x: near.flat() });
    const expected = near.flatMap(p =>
      near.map(q =>
        norm(
          p.map((v, k) => v - q[k]!),
          2,
        ),
      ),
    );
    expectClose(results['d']!.data as Float32Array, expected, { relative: 3e-3, absolute: 1e-7 });
    const dx = results['dx']!.data as Float32Array;
    expectClose([dx[1]!, dx[3 * 19 + 1]!], [-1, 1], { relative: 3e-3 });
  });

  it('tells the points of clusters apart that lie far from each other', async () => {
    const clusters = [-1e4, 1e4].flatMap(place => draw(10, 1, place)).map(row => row.map(Math.fround));
    const { data } = await distances.pairwise(distances.lpDistance({ normalize: false }), clusters, clusters);
    const expected = clusters.flatMap(p =>
      clusters.map(q =>
        norm(
          p.map((v, k) => v - q[k]!),
          2,
        ),
      ),
    );
    expectClose(data as Float32Array, expected);
  });

  it.each([1, 2, 3])('p %d of a row that is not a number is not one either', async p => {
    const { data } = await distances.pairwise(
      distances.lpDistance({ p, normalize: false }),
      [[Number.NaN, 0]],
      [[0, 0]],
    );
    expect([...data]).toEqual([Number.NaN]);
  });

  it('keeps small distances far from the origin', async () => {
    const far = draw(6, 0.01, 100).map(row => row.map(Math.fround));
    const { data } = await distances.pairwise(distances.lpDistance({ normalize: false }), far, far);
    const expected = far.flatMap(x =>
      far.map(y =>
        norm(
          x.map((v, k) => v - y[k]!),
          2,
        ),
      ),
    );
    expectClose(data as Float32Array, expected, { relative: 1e-3, absolute: 1e-5 });
  });
});

describe('distances.byName(name, options)', () => {
  it.each([
    ['squared-euclidean', { p: 2, power: 2, normalize: true }],
    ['euclidean', { p: 2, power: 1, normalize: true }],
    ['lp', { p: 2, power: 1, normalize: true }],
  ])('%s', (name, options) => {
    expect(distances.byName(name).options).toEqual(options);
  });

  it.each([
    [
      'cosin',
      {},
      'distances: expected a distance out of euclidean, lp, squared-euclidean, cosine, dot-product, snr, mahalanobis, got "cosin". Did you mean "cosine"?',
    ],
    ['lp', { p: 0.5 }, 'distance lp: expected p: a number of at least 1, got 0.5.'],
    [
      'lp',
      { normalise: true },
      'distance lp: expected an option out of p, power, normalize, got "normalise". Did you mean "normalize"?',
    ],
  ])('%s %j is refused', (name, options, text) => {
    expect(() => distances.byName(name, options)).toThrow(text);
  });
});

describe('distances.farther, alike and apart', () => {
  const [near, far] = [g.constant([0.9]), g.constant([0.2])];
  const number = async (x: g.Tensor) => Number((await evaluate({ x }))['x']!.data[0]);

  it('turn the signs of a similarity round', async () => {
    const [similarity, distance] = [distances.cosineSimilarity(), distances.lpDistance()];
    expect(await number(distances.farther(similarity, far, near))).toBeCloseTo(0.7, 5);
    expect(await number(distances.farther(distance, near, far))).toBeCloseTo(0.7, 5);
    expect(await number(distances.alike(similarity, near))).toBeCloseTo(0.9, 5);
    expect(await number(distances.alike(distance, near))).toBeCloseTo(-0.9, 5);
    expect(await number(distances.apart(similarity, near))).toBeCloseTo(-0.9, 5);
    expect(await number(distances.apart(distance, near))).toBeCloseTo(0.9, 5);
  });
});
