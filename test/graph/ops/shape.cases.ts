import * as g from '../../../src/graph/index.ts';
import { type Cases, normals, op, value } from '../../support/op.ts';

const table = [
  [1, 2, 3],
  [4, 5, 6],
];
const identity = (x: readonly number[]) => x;

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
  sumTo: [
    op('sumTo(x, shape) undoes a broadcast', v => g.sumTo(v, [2, 1]), [table], [[6], [15]]),
    op('sumTo(x, shape) undoes leading axes', v => g.sumTo(v, [3]), [table], [5, 7, 9]),
    op('sumTo(x, []) is the sum', v => g.sumTo(v, []), [table], 21),
    op('sumTo(x, its own shape) is x', v => g.sumTo(v, [2, 3]), [table], table),
  ],
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
  slice: [
    op('slice(x, { starts, ends })', v => g.slice(v, { starts: [0, 1], ends: [1, 3] }), [table], [[2, 3]]),
    op(
      'slice(x) counts negative bounds from the end',
      v => g.slice(v, { starts: [-1], ends: [2] }),
      [table],
      [[4, 5, 6]],
    ),
    op(
      'slice(x, { steps }) that hit the last',
      v => g.slice(v, { steps: [1, 2] }),
      [table],
      [
        [1, 3],
        [4, 6],
      ],
    ),
    op(
      'slice(x, { steps }) that end before the last',
      v => g.slice(v, { steps: [3] }),
      [[1, 2, 3, 4, 5, 6, 7, 8]],
      [1, 4, 7],
    ),
    op(
      'slice(x, { starts, ends, steps }) that overshoot',
      v => g.slice(v, { starts: [1], ends: [6], steps: [4] }),
      [[1, 2, 3, 4, 5, 6]],
      [2, 6],
    ),
    op('slice(x, { ends }) beyond the end stops there', v => g.slice(v, { ends: [99] }), [table], table),
    op('slice(x, {}) is x', v => g.slice(v, {}), [table], table),
  ],
  rows: [op('rows(x, start, end)', v => g.rows(v, 1, 2), [table], [[4, 5, 6]])],
  pad: [
    op(
      'pad(x, before, after) puts zeros around',
      v => g.pad(v, [1, 0], [0, 1]),
      [[[1, 2]]],
      [
        [0, 0, 0],
        [1, 2, 0],
      ],
    ),
    op('pad(x, before, after, value)', v => g.pad(v, [1], [2], 9), [[1]], [9, 1, 9, 9]),
    op('pad(x) by nothing is x', v => g.pad(v, [0, 0], [0, 0]), [table], table),
    value('pad(x) takes int64', v => g.pad(g.cast(v, 'int64'), [1], [0]), [[5]], [0, 5]),
  ],
  resizeNearest: [
    op(
      'resizeNearest(x, 2) repeats each pixel',
      v => g.resizeNearest(v, 2),
      [[[[[1, 2]]]]],
      [
        [
          [
            [1, 1, 2, 2],
            [1, 1, 2, 2],
          ],
        ],
      ],
    ),
    op(
      'resizeNearest(x, 3) of rectangles',
      v => g.slice(g.resizeNearest(v, 3), { steps: [1, 1, 3, 3] }),
      [normals([2, 2, 2, 1])],
      identity,
    ),
    op('resizeNearest(x, 1) is x', v => g.resizeNearest(v, 1), [[[[[1, 2]]]]], [[[[1, 2]]]]),
  ],
  oneHot: [
    value(
      'oneHot(indices, depth)',
      v => g.oneHot(g.cast(v, 'int64'), 3),
      [[2, 0]],
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
    ),
    value(
      'oneHot(index outside) is zeros',
      v => g.oneHot(g.cast(v, 'int32'), 2),
      [[5, -1]],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ],
  diagonal: [
    op(
      'diagonal(x)',
      g.diagonal,
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [1, 4],
    ),
  ],
  eye: [
    value(
      'eye(n)',
      () => g.eye(2),
      [],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ],
};
