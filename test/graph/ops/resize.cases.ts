import * as g from '../../../src/graph/index.ts';
import { type Cases, normals, op } from '../../support/op.ts';

const identity = (x: readonly number[]) => x;

export const cases: Cases = {
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
    op(
      'resizeNearest(x, [1, 3]) with a scale for each axis',
      v => g.resizeNearest(v, [1, 3]),
      [[[[[1, 2]]]]],
      [[[[1, 1, 1, 2, 2, 2]]]],
    ),
    op('resizeNearest(x, 1) is x', v => g.resizeNearest(v, 1), [[[[[1, 2]]]]], [[[[1, 2]]]]),
  ],
};
