import * as g from '../../../src/graph/index.ts';
import { type Cases, edge, normals, op } from '../../support/op.ts';

/** Σ (aᵢ − bⱼ)² over three columns. */
const byLoops = (a: readonly number[], b: readonly number[]): number[] => {
  const rows = (x: readonly number[]) => Array.from({ length: x.length / 3 }, (_, i) => x.slice(3 * i, 3 * i + 3));
  return rows(a).flatMap(p => rows(b).map(q => p.reduce((total, v, k) => total + (v - q[k]!) ** 2, 0)));
};

const small = Math.fround(1e-6);

export const cases: Cases = {
  squaredDistances: [
    op('squaredDistances(a, b)', g.squaredDistances, [normals([4, 3]), normals([2, 3], 2)], byLoops),
    op(
      'squaredDistances(x, x)',
      x => g.squaredDistances(x, x),
      [normals([3, 3])],
      x => byLoops(x, x),
    ),
    edge(
      'squaredDistances of points that lie near each other, far from the origin',
      g.squaredDistances,
      [
        [[1, 0, 0]],
        [
          [1, small, 0],
          [1, 0, 1e-3],
          [1, 0, 0],
        ],
      ],
      [[small ** 2, Math.fround(1e-3) ** 2, 0]],
      [
        [[0, -2 * small, -2e-3]],
        [
          [0, 2 * small, 0],
          [0, 0, 2e-3],
          [0, 0, 0],
        ],
      ],
    ),
  ],
};
