import * as g from '../../../src/graph/index.ts';
import { poolLoop } from '../../support/loops.ts';
import { apart, type Cases, edge, normals, type OpCase, op, value } from '../../support/op.ts';

type Extents4 = readonly [number, number, number, number];
interface Options {
  kernel: g.Pair;
  stride?: g.Pair;
  padding?: number | Extents4;
  dilation?: g.Pair;
}

const average = (window: number[]) => window.reduce((a, b) => a + b, 0) / window.length;

const maxPool = (what: string, x: Extents4, options: Options): OpCase =>
  op(
    `maxPool2d ${what}`,
    v => g.maxPool2d(v, options),
    [apart(x)],
    poolLoop(window => Math.max(...window), x, { ...options, outside: Number.NEGATIVE_INFINITY }),
  );

const avgPool = (what: string, x: Extents4, options: Options, countPadding = true): OpCase =>
  op(
    `avgPool2d ${what}`,
    v => g.avgPool2d(v, { ...options, countPadding }),
    [normals(x)],
    poolLoop(average, x, { ...options, outside: countPadding ? 0 : 'left out' }),
  );

export const cases: Cases = {
  maxPool2d: [
    maxPool('of windows side by side', [2, 2, 4, 6], { kernel: 2 }),
    maxPool('leaves odd rows and columns out', [1, 2, 5, 7], { kernel: 2 }),
    maxPool('of windows of 3', [1, 1, 7, 6], { kernel: 3 }),
    maxPool('of overlapping windows', [1, 2, 5, 6], { kernel: 3, stride: 2 }),
    maxPool('with padding', [2, 1, 4, 5], { kernel: 3, stride: 2, padding: 1 }),
    maxPool('with a stride larger than the window', [1, 1, 5, 6], { kernel: 2, stride: 3 }),
    maxPool('with a window, a stride and a padding for each axis', [1, 2, 5, 6], {
      kernel: [2, 3],
      stride: [1, 2],
      padding: [0, 1, 1, 2],
    }),
    maxPool('of rectangles side by side', [1, 2, 4, 7], { kernel: [2, 3] }),
    maxPool('with dilation', [1, 1, 6, 7], { kernel: 2, stride: 1, dilation: [2, 3] }),
    maxPool('of negative numbers with padding is not the padding', [1, 1, 2, 2], { kernel: 2, padding: 1 }),
    edge(
      'maxPool2d shares the gradient of a tie in windows side by side',
      v => g.maxPool2d(v, { kernel: 2 }),
      [
        [
          [
            [
              [1, 3],
              [3, 2],
            ],
          ],
        ],
      ],
      [[[[3]]]],
      [
        [
          [
            [
              [0, 0.5],
              [0.5, 0],
            ],
          ],
        ],
      ],
    ),
    edge(
      'maxPool2d gives the first of a tie the gradient in overlapping windows',
      v => g.maxPool2d(v, { kernel: 2, stride: 1 }),
      [
        [
          [
            [
              [3, 3, 1],
              [3, 2, 1],
            ],
          ],
        ],
      ],
      [[[[3, 3]]]],
      [
        [
          [
            [
              [1, 1, 0],
              [0, 0, 0],
            ],
          ],
        ],
      ],
    ),
    edge(
      'maxPool2d of zeros after ReLU shares alike',
      v => g.maxPool2d(v, { kernel: 2 }),
      [
        [
          [
            [
              [0, 0],
              [0, 0],
            ],
          ],
        ],
      ],
      [[[[0]]]],
      [
        [
          [
            [
              [0.25, 0.25],
              [0.25, 0.25],
            ],
          ],
        ],
      ],
    ),
  ],
  maxPool2dIndices: [
    op(
      'maxPool2dIndices(x).values are those of maxPool2d',
      v => g.maxPool2dIndices(v, { kernel: 2, stride: 1 }).values,
      [apart([1, 2, 3, 4])],
      poolLoop(window => Math.max(...window), [1, 2, 3, 4], { kernel: 2, stride: 1 }),
    ),
    value(
      'maxPool2dIndices(x).indices point into x',
      v => g.maxPool2dIndices(v, { kernel: 2 }).indices,
      [{ shape: [1, 2, 2, 4], data: [1, 9, 0, 0, 0, 0, 0, 7, 3, 0, 0, 5, 0, 0, 0, 0] }],
      [[[[1, 7]], [[8, 11]]]],
    ),
  ],
  avgPool2d: [
    avgPool('of windows side by side', [2, 2, 4, 6], { kernel: 2 }),
    avgPool('leaves odd rows and columns out', [1, 2, 5, 7], { kernel: 2 }),
    avgPool('of overlapping windows', [1, 2, 5, 6], { kernel: 3, stride: 2 }),
    avgPool('of rectangles side by side', [1, 2, 4, 7], { kernel: [2, 3] }),
    avgPool('leaves the padding out of the mean', [2, 2, 4, 5], { kernel: 3, stride: 2, padding: 1 }, false),
    avgPool(
      'with a window, a stride and a padding for each axis',
      [1, 2, 5, 6],
      { kernel: [2, 3], stride: [1, 2], padding: [0, 1, 1, 2] },
      false,
    ),
    avgPool('counts the zeros of its padding', [2, 2, 4, 5], { kernel: 3, stride: 1, padding: 1 }),
  ],
  globalAvgPool2d: [op('globalAvgPool2d(x) is [N, C]', g.globalAvgPool2d, [[[[[1, 3]], [[5, 9]]]]], [[2, 7]])],
};
