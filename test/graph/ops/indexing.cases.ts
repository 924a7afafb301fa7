import * as g from '../../../src/graph/index.ts';
import { apart, type Cases, op, value } from '../../support/op.ts';

const table = [
  [1, 2, 3],
  [4, 5, 6],
];
const at = (indices: readonly number[], shape: readonly number[] = [indices.length]) =>
  g.constant(indices, { dtype: 'int64', shape });

export const cases: Cases = {
  gather: [
    op(
      'gather(x, indices) adds the gradients of a row named twice',
      v => g.gather(v, at([1, 0, 1])),
      [table],
      [table[1]!, table[0]!, table[1]!],
    ),
    op(
      'gather(x, indices, 1)',
      v => g.gather(v, at([2, 2]), 1),
      [table],
      [
        [3, 3],
        [6, 6],
      ],
    ),
    op(
      'gather(x, indices [2, 2])',
      v => g.gather(v, at([0, 1, 2, 0], [2, 2])),
      [[7, 8, 9]],
      [
        [7, 8],
        [9, 7],
      ],
    ),
    op('gather(x, scalar) drops the axis', v => g.gather(v, at([1], [])), [table], [4, 5, 6]),
    op('gather(x, −1) counts from the end', v => g.gather(v, at([-1])), [[7, 8, 9]], [9]),
    op('gather(x, int32 indices)', v => g.gather(v, g.constant([0], { dtype: 'int32' })), [[7, 8]], [7]),
    value('gather(int64, indices)', v => g.gather(g.cast(v, 'int64'), at([1])), [[7, 8]], [8]),
  ],
  gatherElements: [
    op(
      'gatherElements(x, indices) is along the last axis',
      v => g.gatherElements(v, at([2, 2, 0, 1], [2, 2])),
      [table],
      [
        [3, 3],
        [4, 5],
      ],
    ),
    op('gatherElements(x, indices, 0)', v => g.gatherElements(v, at([1, 0, 1], [1, 3]), 0), [table], [[4, 2, 6]]),
    op('gatherElements(x, indices) on fewer rows', v => g.gatherElements(v, at([0], [1, 1])), [table], [[1]]),
  ],
  scatterAdd: [
    op(
      'scatterAdd(x, indices, updates) adds what meets',
      (v, u) => g.scatterAdd(v, at([0, 0, 2, 1], [2, 2]), u),
      [
        table,
        [
          [10, 20],
          [30, 40],
        ],
      ],
      [
        [31, 2, 3],
        [4, 45, 36],
      ],
    ),
    op(
      'scatterAdd(x, indices, updates, 0)',
      (v, u) => g.scatterAdd(v, at([1, 1, 0], [1, 3]), u, 0),
      [table, [[10, 20, 30]]],
      [
        [1, 2, 33],
        [14, 25, 6],
      ],
    ),
  ],
  scatter: [
    op(
      'scatter(x, indices, updates) puts updates in place',
      (v, u) => g.scatter(v, at([0, 2, 2, 1], [2, 2]), u),
      [
        table,
        [
          [10, 20],
          [30, 40],
        ],
      ],
      [
        [10, 2, 20],
        [4, 40, 30],
      ],
    ),
    op(
      'scatter(x, indices, updates, 0)',
      (v, u) => g.scatter(v, at([1, 0, 0], [1, 3]), u, 0),
      [table, [[10, 20, 30]]],
      [
        [1, 20, 30],
        [10, 5, 6],
      ],
    ),
  ],
  topK: [
    op(
      'topK(x, k).values are best first',
      v => g.topK(v, 2).values,
      [
        [
          [1, 3, 2],
          [6, 4, 5],
        ],
      ],
      [
        [3, 2],
        [6, 5],
      ],
    ),
    op(
      'topK(x, k, { axis, largest: false }).values',
      v => g.topK(v, 1, { axis: 0, largest: false }).values,
      [table],
      [[1, 2, 3]],
    ),
    value('topK(x, k).indices name the first of equals first', v => g.topK(v, 3).indices, [[2, 5, 2, 5, 2]], [1, 3, 0]),
    value(
      'topK(x, k, { largest: false }).indices name the first of equals first',
      v => g.topK(v, 2, { largest: false }).indices,
      [[2, 1, 2, 1]],
      [1, 3],
    ),
    op(
      'topK(x, k).values of a large array agree with a sort',
      v => g.topK(v, 5).values,
      [apart([60])],
      v => [...v].sort((a, b) => b - a).slice(0, 5),
    ),
  ],
  sort: [
    op(
      'sort(x).values ascend',
      v => g.sort(v).values,
      [
        [
          [3, 1, 2],
          [4, 6, 5],
        ],
      ],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ),
    op(
      'sort(x, { axis: 0, descending }).values',
      v => g.sort(v, { axis: 0, descending: true }).values,
      [table],
      [table[1]!, table[0]!],
    ),
    value('sort(x).indices', v => g.sort(v).indices, [[30, 10, 20]], [1, 2, 0]),
  ],
  inversePermutation: [
    value(
      'inversePermutation(order) undoes it',
      v => g.inversePermutation(g.cast(v, 'int64')),
      [
        [
          [2, 0, 1],
          [0, 2, 1],
        ],
      ],
      [
        [1, 2, 0],
        [0, 2, 1],
      ],
    ),
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
};
