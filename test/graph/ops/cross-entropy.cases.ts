import * as g from '../../../src/graph/index.ts';
import { type Cases, edge, normals, op } from '../../support/op.ts';

const targets = g.constant([2, 0], { dtype: 'int64' });
const truth = g.constant([0, 1, 0.3]);
const each = (x: readonly number[]) => x.map((v, i) => Math.log1p(Math.exp(v)) - v * [0, 1, 0.3][i]!);

const crossEntropy = (x: readonly number[]): number[] => {
  const loss = (row: readonly number[], target: number) =>
    Math.log(row.reduce((total, v) => total + Math.exp(v), 0)) - row[target]!;
  return [(loss(x.slice(0, 3), 2) + loss(x.slice(3), 0)) / 2];
};

export const cases: Cases = {
  crossEntropy: [
    op(
      'crossEntropy(logits, target) is the mean of −log softmax',
      x => g.crossEntropy(x, targets),
      [normals([2, 3])],
      crossEntropy,
    ),
    edge(
      'crossEntropy(huge logits) does not overflow',
      x => g.crossEntropy(x, targets),
      [
        [
          [0, 0, 1e4],
          [0, 1e4, 0],
        ],
      ],
      5e3,
      [
        [
          [0, 0, 0],
          [-0.5, 0.5, 0],
        ],
      ],
    ),
  ],
  bceWithLogits: [
    op(
      'bceWithLogits(logits, target) is a mean',
      x => g.bceWithLogits(x, truth),
      [normals([3])],
      x => [each(x).reduce((a, b) => a + b) / 3],
    ),
  ],
  bceWithLogitsEach: [
    op('bceWithLogitsEach(logits, target)', x => g.bceWithLogitsEach(x, truth), [normals([3])], each),
    op(
      'bceWithLogitsEach(0, target) has slope ½ − target',
      x => g.bceWithLogitsEach(x, truth),
      [[0, 0, 0]],
      [Math.LN2, Math.LN2, Math.LN2],
    ),
    edge(
      'bceWithLogitsEach(±100, target) does not overflow',
      x => g.bceWithLogitsEach(x, truth),
      [[100, -100, 0]],
      [100, 100, Math.LN2],
      [[1, -1, 0.2]],
    ),
  ],
};
