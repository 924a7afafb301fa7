import * as g from '../../../src/graph/index.ts';
import { type Cases, op } from '../../support/op.ts';

const table = [
  [1, 2, 3],
  [4, 5, 6],
];

export const cases: Cases = {
  concat: [
    op('concat(xs) is along the first axis', (a, b) => g.concat([a, b]), [table, [[7, 8, 9]]], [...table, [7, 8, 9]]),
    op(
      'concat(xs, −1)',
      (a, b) => g.concat([a, b], -1),
      [
        [[1], [2]],
        [
          [3, 4],
          [5, 6],
        ],
      ],
      [
        [1, 3, 4],
        [2, 5, 6],
      ],
    ),
    op('concat([x]) is x', v => g.concat([v]), [table], table),
    op('concat([x, x]) adds up both gradients', v => g.concat([v, v]), [[1, 2]], [1, 2, 1, 2]),
  ],
  stack: [
    op(
      'stack(xs) makes a new first axis',
      (a, b) => g.stack([a, b]),
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ),
    op(
      'stack(xs, 1)',
      (a, b) => g.stack([a, b], 1),
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 3],
        [2, 4],
      ],
    ),
  ],
  split: [
    op(
      'split(x, sizes, axis) gives pieces',
      v => g.split(v, [1, 2], 1)[1]!,
      [table],
      [
        [2, 3],
        [5, 6],
      ],
    ),
    op(
      'split(x, sizes) puts the gradients of its pieces together',
      v => {
        const [a, b] = g.split(v, [1, 1]) as [g.Tensor, g.Tensor];
        return g.mul(a, g.square(b));
      },
      [table],
      [[16, 50, 108]],
    ),
    op('split(x, [whole]) is x', v => g.split(v, [2])[0]!, [table], table),
  ],
};
