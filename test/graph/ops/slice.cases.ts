import * as g from '../../../src/graph/index.ts';
import { type Cases, op, value } from '../../support/op.ts';

const table = [
  [1, 2, 3],
  [4, 5, 6],
];

export const cases: Cases = {
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
};
