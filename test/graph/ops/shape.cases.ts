import * as g from '../../../src/graph/index.ts';
import { type Cases, op, value } from '../../support/op.ts';

const table = [
  [1, 2, 3],
  [4, 5, 6],
];

export const cases: Cases = {
  reshape: [
    op(
      'reshape(x, [3, 2])',
      v => g.reshape(v, [3, 2]),
      [table],
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ),
    op('reshape(x, [−1]) finds what is left', v => g.reshape(v, [-1]), [table], [1, 2, 3, 4, 5, 6]),
    op(
      'reshape(x, [2, −1, 1]) keeps the first axis',
      v => g.reshape(v, [2, -1, 1]),
      [table],
      [
        [[1], [2], [3]],
        [[4], [5], [6]],
      ],
    ),
    op('reshape(x, []) is a scalar', v => g.reshape(v, []), [[[8]]], 8),
  ],
  flatten: [
    op(
      'flatten(x) keeps the first axis',
      v => g.flatten(v),
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
      [[1, 2, 3, 4]],
    ),
    op('flatten(x, 0)', v => g.flatten(v, 0), [table], [1, 2, 3, 4, 5, 6]),
  ],
  expandDims: [
    op('expandDims(x, 0)', v => g.expandDims(v, 0), [[1, 2]], [[1, 2]]),
    op('expandDims(x, −1)', v => g.expandDims(v, -1), [[1, 2]], [[1], [2]]),
  ],
  squeeze: [op('squeeze(x, axis)', v => g.squeeze(v, 1), [[[1], [2]]], [1, 2])],
  transpose: [
    op(
      'transpose(x) swaps the last two axes',
      v => g.transpose(v),
      [table],
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ),
    op('transpose(vector) is the vector', v => g.transpose(v), [[1, 2]], [1, 2]),
    op(
      'transpose(x, order) of three axes',
      v => g.transpose(v, [2, 0, 1]),
      [
        [
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        ],
      ],
      [[[1, 3, 5]], [[2, 4, 6]]],
    ),
  ],
  broadcastTo: [
    op(
      'broadcastTo(x, shape) repeats extents of 1',
      v => g.broadcastTo(v, [2, 3]),
      [[[1], [2]]],
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
    ),
    op(
      'broadcastTo(x, shape) adds leading axes',
      v => g.broadcastTo(v, [2, 2]),
      [[1, 2]],
      [
        [1, 2],
        [1, 2],
      ],
    ),
    op('broadcastTo(scalar, shape)', v => g.broadcastTo(v, [2]), [3], [3, 3]),
  ],
  full: [
    value(
      'full(shape, number)',
      () => g.full([2, 2], 5),
      [],
      [
        [5, 5],
        [5, 5],
      ],
    ),
  ],
};
