import * as g from '../../../src/graph/index.ts';
import { type Cases, normals, op, value } from '../../support/op.ts';

const x = normals([2, 3]);
const bits = (...values: number[]) => g.constant(values, { dtype: 'bool' });

export const cases: Cases = {
  greater: [value('greater(a, b)', v => g.greater(v, 1), [[0, 1, 2]], [0, 0, 1])],
  greaterOrEqual: [value('greaterOrEqual(a, b)', v => g.greaterOrEqual(v, 1), [[0, 1, 2]], [0, 1, 1])],
  less: [value('less(a, b)', v => g.less(v, 1), [[0, 1, 2]], [1, 0, 0])],
  lessOrEqual: [value('lessOrEqual(a, b)', v => g.lessOrEqual(v, 1), [[0, 1, 2]], [1, 1, 0])],
  equal: [
    value(
      'equal(a, b) broadcasts',
      g.equal,
      [
        [[1], [2]],
        [1, 2, 3],
      ],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ),
    value('equal(a, b) takes int64', v => g.equal(g.cast(v, 'int64'), 2), [[1, 2]], [0, 1]),
    value('equal(a, b) takes bool', () => g.equal(bits(0, 1), bits(1, 1)), [], [0, 1]),
  ],
  and: [value('and(a, b)', () => g.and(bits(0, 0, 1, 1), bits(0, 1, 0, 1)), [], [0, 0, 0, 1])],
  or: [value('or(a, b)', () => g.or(bits(0, 0, 1, 1), bits(0, 1, 0, 1)), [], [0, 1, 1, 1])],
  not: [value('not(a)', () => g.not(bits(0, 1)), [], [1, 0])],
  where: [
    op(
      'where(condition, a, b) sends the gradient where the value came from',
      (a, b) => g.where(bits(1, 0, 1), a, b),
      [x, normals([3], 2)],
      (a, b) => a.map((v, i) => (i % 3 === 1 ? b[1]! : v)),
    ),
    op('where(condition, x, 0) takes a number', v => g.where(bits(1, 0), v, 0), [[3, 4]], [3, 0]),
    op(
      'where(condition [2, 1], a [3], b [])',
      (a, b) => g.where(g.expandDims(bits(1, 0), 1), a, b),
      [[1, 2, 3], 9],
      [
        [1, 2, 3],
        [9, 9, 9],
      ],
    ),
  ],
};
