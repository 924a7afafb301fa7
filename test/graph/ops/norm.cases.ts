import * as g from '../../../src/graph/index.ts';
import { Random } from '../../../src/random.ts';
import { apart, type Cases, edge, normals, op, positives, value } from '../../support/op.ts';

const average = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;

/** (x − mean) / √(variance + 10⁻⁵) · scale + shift of each class of elements that `group` names. */
const standardised =
  (group: (i: number) => number, place: (i: number) => number) =>
  (x: readonly number[], scale: readonly number[], shift: readonly number[]): number[] =>
    x.map((v, i) => {
      const fellows = x.filter((_, j) => group(j) === group(i));
      const mean = average(fellows);
      const deviation = Math.sqrt(average(fellows.map(u => (u - mean) ** 2)) + 1e-5);
      return ((v - mean) / deviation) * scale[place(i)]! + shift[place(i)]!;
    });

const channel = (i: number) => Math.floor(i / 4) % 3; // of [2, 3, 2, 2]
const feature = (i: number) => i % 3; // of [4, 3]

const prelu = (slopeAt: (i: number) => number) => (x: readonly number[], slope: readonly number[]) =>
  x.map((v, i) => (v > 0 ? v : v * slope[slopeAt(i)]!));

/** Which of four values dropout at ½ keeps under the runner's seed. */
const random = new Random(5);
const kept = Array.from({ length: 4 }, () => Number(random.uniform() >= 0.5));

export const cases: Cases = {
  l2Norm: [
    op(
      'l2Norm(x) is along the last axis',
      v => g.l2Norm(v),
      [
        [
          [3, 4],
          [5, 12],
        ],
      ],
      [5, 13],
    ),
    op(
      'l2Norm(x, 0, keepDims)',
      v => g.l2Norm(v, 0, true),
      [
        [
          [3, 5],
          [4, 12],
        ],
      ],
      [[5, 13]],
    ),
    edge(
      'l2Norm(0) has gradient 0',
      v => g.l2Norm(v),
      [
        [
          [0, 0],
          [3, 4],
        ],
      ],
      [0, 5],
      [
        [
          [0, 0],
          [0.6, 0.8],
        ],
      ],
    ),
  ],
  safeSqrt: [
    op('safeSqrt(x) is √x', g.safeSqrt, [positives([4])], x => x.map(Math.sqrt)),
    edge('safeSqrt(0) has slope 0', g.safeSqrt, [[0, 4]], [0, 2], [[0, 0.25]]),
    edge('safeSqrt(just below 0) is 0', g.safeSqrt, [[-1e-7]], [0], [[0]]),
  ],
  l2Normalize: [
    op(
      'l2Normalize(x) makes rows of length 1',
      v => g.l2Normalize(v),
      [
        [
          [3, 4],
          [5, -12],
        ],
      ],
      [
        [0.6, 0.8],
        [5 / 13, -12 / 13],
      ],
    ),
    op(
      'l2Normalize(x, 0)',
      v => g.l2Normalize(v, 0),
      [
        [
          [3, 5],
          [4, 12],
        ],
      ],
      [
        [0.6, 5 / 13],
        [0.8, 12 / 13],
      ],
    ),
    edge(
      'l2Normalize(0) is 0 with gradient 0',
      v => g.l2Normalize(v),
      [
        [
          [0, 0],
          [2, 0],
        ],
      ],
      [
        [0, 0],
        [1, 0],
      ],
      [
        [
          [0, 0],
          [0, 0.5],
        ],
      ],
    ),
    edge('l2Normalize(tiny) has length 1', v => g.l2Normalize(v), [[[1e-8, 0]]], [[1, 0]], [[[0, 1e8]]]),
  ],
  batchNorm: [
    op(
      'batchNorm(images) by channel',
      (x, s, b) => g.batchNorm(x, s, b).y,
      [normals([2, 3, 2, 2]), normals([3], 2), normals([3], 3)],
      standardised(channel, channel),
    ),
    op(
      'batchNorm(rows) by column',
      (x, s, b) => g.batchNorm(x, s, b).y,
      [normals([4, 3]), normals([3], 2), normals([3], 3)],
      standardised(feature, feature),
    ),
    op(
      'batchNorm(x).mean',
      x => g.batchNorm(x, g.constant([1, 1]), g.constant([0, 0])).mean,
      [
        [
          [1, 2],
          [3, 6],
        ],
      ],
      [2, 4],
    ),
    op(
      'batchNorm(x).variance divides by n',
      x => g.batchNorm(x, g.constant([1, 1]), g.constant([0, 0])).variance,
      [
        [
          [1, 2],
          [3, 6],
        ],
      ],
      [1, 4],
    ),
    value(
      'batchNorm(equal values) is the shift',
      (x, s, b) => g.batchNorm(x, s, b).y,
      [[[7], [7]], [2], [3]],
      [[3], [3]],
    ),
  ],
  batchNormInference: [
    op(
      'batchNormInference(x) uses the statistics given',
      (x, scale, shift, mean, variance) => g.batchNormInference(x, scale, shift, { mean, variance }, 0),
      [
        [
          [1, 2],
          [3, 4],
        ],
        [2, 1],
        [10, 20],
        [1, 2],
        [4, 1],
      ],
      [
        [10, 20],
        [12, 22],
      ],
    ),
  ],
  layerNorm: [
    op(
      'layerNorm(x) by row',
      (x, s, b) => g.layerNorm(x, s, b),
      [normals([4, 3]), normals([3], 2), normals([3], 3)],
      standardised(i => Math.floor(i / 3), feature),
    ),
  ],
  dropout: [
    op(
      'dropout(x, rate) keeps its gradient where it keeps the value',
      x => g.dropout(x, 0.5),
      [normals([2, 2])],
      x => kept.map((k, i) => x[i]! * k * 2),
    ),
    op('dropout(x, 0) is x', x => g.dropout(x, 0), [[1, 2]], [1, 2]),
  ],
  prelu: [
    op(
      'prelu(x, [1])',
      g.prelu,
      [apart([2, 3]), [0.3]],
      prelu(() => 0),
    ),
    op('prelu(x, [C]) of images', g.prelu, [apart([2, 3, 2, 2]), [0.3, -0.2, 1.5]], prelu(channel)),
    op('prelu(x, [C]) of rows', g.prelu, [apart([4, 3]), [0.3, -0.2, 1.5]], prelu(feature)),
    op(
      'prelu(x, [1]) of images with one channel',
      g.prelu,
      [apart([2, 1, 2, 2]), [0.1]],
      prelu(() => 0),
    ),
  ],
};
