import * as g from '../../../src/graph/index.ts';
import { matmulLoop } from '../../support/loops.ts';
import { type Cases, normals, type OpCase, op } from '../../support/op.ts';

const turn = (x: readonly number[], [rows, columns]: readonly [number, number]): number[] =>
  Array.from({ length: x.length }, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);

type Batch = readonly number[];

/** [..., 2, 3] × [..., 3, 4], either given transposed, with batch axes `a` and `b` of which one may be absent or 1. */
function product(transposeA: boolean, transposeB: boolean, a: Batch = [], b: Batch = []): OpCase {
  const count = Math.max(...[a, b].map(batch => batch.reduce((n, extent) => n * extent, 1)));
  const piece = (x: readonly number[], size: number, i: number) =>
    x.slice((i * size) % x.length, ((i * size) % x.length) + size);
  return op(
    `matmul(${transposeA ? 'aᵀ' : 'a'} [${[...a, 2, 3]}], ${transposeB ? 'bᵀ' : 'b'} [${[...b, 3, 4]}])`,
    (x, y) => g.matmul(x, y, { transposeA, transposeB }),
    [normals([...a, ...(transposeA ? [3, 2] : [2, 3])]), normals([...b, ...(transposeB ? [4, 3] : [3, 4])], 2)],
    (x, y) =>
      Array.from({ length: count }, (_, i) => {
        const [left, right] = [piece(x, 6, i), piece(y, 12, i)];
        return matmulLoop(transposeA ? turn(left, [3, 2]) : left, transposeB ? turn(right, [4, 3]) : right, [2, 3, 4]);
      }).flat(),
  );
}

const flags = [false, true].flatMap(a => [false, true].map(b => [a, b] as const));
const batches: readonly (readonly [Batch, Batch])[] = [
  [[], []],
  [[3], [3]],
  [[3], []],
  [[], [3]],
  [[1], [3]],
  [[3], [1]],
  [
    [2, 2],
    [2, 2],
  ],
];

export const cases: Cases = {
  matmul: batches.flatMap(([a, b]) => flags.map(([transposeA, transposeB]) => product(transposeA, transposeB, a, b))),
  linear: [
    op(
      'linear(x, weight, bias) is x·Wᵀ + b',
      g.linear,
      [
        [[1, 2]],
        [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
        [10, 20, 30],
      ],
      [[11, 22, 33]],
    ),
    op(
      'linear(x, weight) has no bias',
      (x, w) => g.linear(x, w),
      [
        [[1, 2]],
        [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
      ],
      [[1, 2, 3]],
    ),
    op(
      'linear(x, weight) takes leading axes',
      (x, w) => g.linear(x, w),
      [[[[1, 2]], [[3, 4]]], [[1, 1]]],
      [[[3]], [[7]]],
    ),
  ],
};
