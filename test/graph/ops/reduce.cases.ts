import * as g from '../../../src/graph/index.ts';
import { apart, type Cases, edge, normals, op, value } from '../../support/op.ts';

const rows =
  (f: (row: readonly number[]) => number) =>
  (x: readonly number[]): number[] =>
    Array.from({ length: x.length / 3 }, (_, i) => f(x.slice(3 * i, 3 * i + 3)));
const total = (row: readonly number[]) => row.reduce((a, b) => a + b, 0);
const average = (row: readonly number[]) => total(row) / row.length;
const logSumExp = (row: readonly number[]) => Math.log(total(row.map(Math.exp)));
const x = normals([2, 3]);
const away = apart([2, 3]);
const table = [
  [1, 2, 3],
  [4, 5, 6],
];
const INFINITE = Number.NEGATIVE_INFINITY;

export const cases: Cases = {
  sum: [
    op(
      'sum(x) is over all axes',
      v => g.sum(v),
      [x],
      v => [total(v)],
    ),
    op('sum(x, axis)', v => g.sum(v, 1), [x], rows(total)),
    op('sum(x, −2, keepDims)', v => g.sum(v, -2, true), [table], [[5, 7, 9]]),
    op(
      'sum(x, axes) of three axes',
      v => g.sum(v, [0, 2]),
      [normals([2, 2, 3])],
      v => [
        total(v.filter((_, i) => Math.floor(i / 3) % 2 === 0)),
        total(v.filter((_, i) => Math.floor(i / 3) % 2 === 1)),
      ],
    ),
    op('sum(x, []) is x', v => g.sum(v, []), [table], table),
    op('sum(scalar) is the scalar', v => g.sum(v), [4], 4),
    value('sum(x) takes int64', v => g.sum(g.cast(v, 'int64'), 0), [table], [5, 7, 9]),
  ],
  prod: [
    op(
      'prod(x, axis)',
      v => g.prod(v, 1),
      [x],
      rows(row => row.reduce((a, b) => a * b, 1)),
    ),
    op('prod(x, 0, keepDims)', v => g.prod(v, 0, true), [table], [[4, 10, 18]]),
    op(
      'prod(x, axis) of rows with one zero and with two',
      v => g.prod(v, 1),
      [
        [
          [2, 0, 3],
          [0, 5, 0],
        ],
      ],
      [0, 0],
    ),
  ],
  mean: [
    op(
      'mean(x) is over all axes',
      v => g.mean(v),
      [x],
      v => [average(v)],
    ),
    op('mean(x, axis, keepDims)', v => g.mean(v, 1, true), [x], rows(average)),
    op('mean(x, [0, 0]) names an axis once', v => g.mean(v, [0, 0]), [table], [2.5, 3.5, 4.5]),
  ],
  max: [
    op(
      'max(x, axis)',
      v => g.max(v, 1),
      [away],
      rows(row => Math.max(...row)),
    ),
    op(
      'max(x) is over all axes',
      v => g.max(v),
      [away],
      v => [Math.max(...v)],
    ),
    edge(
      'max(x) shares the gradient where several are the greatest',
      v => g.max(v, 1),
      [
        [
          [1, 3, 3],
          [2, 2, 2],
        ],
      ],
      [3, 2],
      [
        [
          [0, 0.5, 0.5],
          [1 / 3, 1 / 3, 1 / 3],
        ],
      ],
    ),
    value('max(x) takes int32', v => g.max(g.cast(v, 'int32')), [table], 6),
  ],
  min: [
    op(
      'min(x, axis, keepDims)',
      v => g.min(v, 1, true),
      [away],
      rows(row => Math.min(...row)),
    ),
    edge('min(x) shares the gradient where several are the smallest', v => g.min(v), [[1, 1, 3]], 1, [[0.5, 0.5, 0]]),
  ],
  argMax: [
    value(
      'argMax(x, axis) names the first of several',
      v => g.argMax(v, 1),
      [
        [
          [1, 3, 3],
          [5, 2, 2],
        ],
      ],
      [1, 0],
    ),
    value('argMax(x, 0)', v => g.argMax(v, 0), [table], [1, 1, 1]),
  ],
  argMin: [
    value(
      'argMin(x, axis) names the first of several',
      v => g.argMin(v),
      [
        [
          [1, 1, 3],
          [5, 2, 2],
        ],
      ],
      [0, 1],
    ),
  ],
  any: [
    value(
      'any(x, axis)',
      v => g.any(g.greater(v, 2), 1),
      [
        [
          [1, 2, 3],
          [0, 0, 0],
        ],
      ],
      [1, 0],
    ),
    value('any(x)', v => g.any(g.greater(v, 9)), [table], 0),
  ],
  all: [value('all(x, axis)', v => g.all(g.greater(v, 2), 1), [table], [0, 1])],
  variance: [
    op(
      'variance(x, axis) divides by n',
      v => g.variance(v, 1),
      [x],
      rows(row => average(row.map(v => (v - average(row)) ** 2))),
    ),
    op('variance(x) is over all axes', v => g.variance(v), [[1, 3]], 1),
  ],
  logSumExp: [
    op('logSumExp(x, axis)', v => g.logSumExp(v, 1), [x], rows(logSumExp)),
    op('logSumExp(x, axis, keepDims)', v => g.logSumExp(v, 1, true), [x], rows(logSumExp)),
    op(
      'logSumExp(x) is over all axes',
      v => g.logSumExp(v),
      [x],
      v => [logSumExp(v)],
    ),
    edge('logSumExp(huge) does not overflow', v => g.logSumExp(v), [[1e30, 1e30, -1e30]], 1e30, [[0.5, 0.5, 0]]),
    edge('logSumExp(−huge) does not vanish', v => g.logSumExp(v), [[-1e30, -1e30]], -1e30, [[0.5, 0.5]]),
    edge('logSumExp takes −∞ for what is left out', v => g.logSumExp(v), [[2, INFINITE]], 2, [[1, 0]]),
    value('logSumExp(−∞ alone) is −∞', v => g.exp(g.logSumExp(v)), [[INFINITE, INFINITE]], 0),
  ],
  softmax: [
    op(
      'softmax(x)',
      v => g.softmax(v),
      [x],
      v => v.map((z, i) => Math.exp(z - rows(logSumExp)(v)[Math.floor(i / 3)]!)),
    ),
    op(
      'softmax(x, 0)',
      v => g.softmax(v, 0),
      [
        [
          [1, 2],
          [1, 2],
        ],
      ],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ),
    edge('softmax(huge) does not overflow', v => g.softmax(v), [[1e4, -1e4]], [1, 0], [[0, 0]]),
  ],
  logSoftmax: [
    op(
      'logSoftmax(x)',
      v => g.logSoftmax(v),
      [x],
      v => v.map((z, i) => z - rows(logSumExp)(v)[Math.floor(i / 3)]!),
    ),
    edge('logSoftmax(huge) does not overflow', v => g.logSoftmax(v), [[1e4, -1e4]], [0, -2e4], [[-1, 1]]),
  ],
  cumSum: [
    op(
      'cumSum(x) is along the last axis',
      v => g.cumSum(v),
      [table],
      [
        [1, 3, 6],
        [4, 9, 15],
      ],
    ),
    op(
      'cumSum(x, 0)',
      v => g.cumSum(v, 0),
      [table],
      [
        [1, 2, 3],
        [5, 7, 9],
      ],
    ),
    op(
      'cumSum(x, axis, reverse) starts at the end',
      v => g.cumSum(v, 1, true),
      [table],
      [
        [6, 5, 3],
        [15, 11, 6],
      ],
    ),
  ],
  sumTo: [
    op('sumTo(x, shape) undoes a broadcast', v => g.sumTo(v, [2, 1]), [table], [[6], [15]]),
    op('sumTo(x, shape) undoes leading axes', v => g.sumTo(v, [3]), [table], [5, 7, 9]),
    op('sumTo(x, []) is the sum', v => g.sumTo(v, []), [table], 21),
    op('sumTo(x, its own shape) is x', v => g.sumTo(v, [2, 3]), [table], table),
  ],
};
