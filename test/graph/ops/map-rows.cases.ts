import * as g from '../../../src/graph/index.ts';
import { type Cases, normals, op } from '../../support/op.ts';

const [x, w] = [normals([3, 2]), normals([2, 2], 2)];

/** Σ_jk tanh(x_ij + w_jk · x_ik) for each row i. */
const loop = (xs: readonly number[], ws: readonly number[]): number[] =>
  [0, 1, 2].map(i => {
    let total = 0;
    for (let j = 0; j < 2; j++)
      for (let k = 0; k < 2; k++) total += Math.tanh(xs[2 * i + j]! + ws[2 * j + k]! * xs[2 * i + k]!);
    return total;
  });

const each = ([row]: readonly g.Tensor[], [shared]: readonly g.Tensor[]) =>
  g.sum(g.tanh(g.add(g.expandDims(row!, 1), g.mul(shared!, g.expandDims(row!, 0)))));

export const cases: Cases = {
  mapRows: [
    op(
      'mapRows(f, rows, shared) computes f for each row',
      (a, b) => g.mapRows((r, s) => ({ stacked: [each(r, s)] }), [a!], [b!]).stacked[0]!,
      [x, w],
      loop,
    ),
    op(
      'mapRows(f, rows, shared) sums totals over the rows',
      (a, b) => g.mapRows((r, s) => ({ totals: [each(r, s)] }), [a!], [b!]).totals[0]!,
      [x, w],
      (xs, ws) => [loop(xs, ws).reduce((p, q) => p + q, 0)],
    ),
    op(
      'mapRows(f) with stacked rows and totals at once',
      (a, b) => {
        const { stacked, totals } = g.mapRows(
          ([row], [s]) => ({ stacked: [g.mul(row!, 2)], totals: [g.mul(g.exp(row!), g.slice(s!, { ends: [1] }))] }),
          [a!],
          [b!],
        );
        return g.add(stacked[0]!, totals[0]!);
      },
      [x, w],
      (xs, ws) =>
        xs.map((v, i) => {
          const column = i % 2;
          return 2 * v + ws[column]! * [0, 1, 2].reduce((t, r) => t + Math.exp(xs[2 * r + column]!), 0);
        }),
    ),
  ],
};
