import * as g from '../../../src/graph/index.ts';
import { Random } from '../../../src/random.ts';
import { type Cases, op, value } from '../../support/op.ts';

/** What a runner's generator, seeded with 5, draws. */
const drawn = (draw: (random: Random) => number, n: number) => {
  const random = new Random(5);
  return Array.from({ length: n }, () => draw(random));
};

export const cases: Cases = {
  input: [
    op('input(name, float32, shape) is what it is fed', x => x, [[[1, 2]]], [[1, 2]]),
    op('input(name, float32, []) is a scalar', x => x, [3], 3),
  ],
  randomUniform: [
    value(
      'randomUniform(shape) is drawn by the runner',
      () => g.randomUniform([3]),
      [],
      () => drawn(r => r.uniform(), 3),
    ),
  ],
  randomNormal: [
    value(
      'randomNormal(shape) is drawn by the runner',
      () => g.randomNormal([3]),
      [],
      () => drawn(r => r.normal(), 3),
    ),
  ],
  constant: [
    value('constant(number) is a scalar', () => g.constant(7), [], 7),
    value(
      'constant(list, { shape })',
      () => g.constant([1, 2, 3, 4], { shape: [2, 2] }),
      [],
      [
        [1, 2],
        [3, 4],
      ],
    ),
    value('constant(list, { dtype: int64 })', () => g.constant([1, -2], { dtype: 'int64' }), [], [1, -2]),
    value('constant(list, { dtype: int32 })', () => g.constant([1, -2], { dtype: 'int32' }), [], [1, -2]),
    value('constant(list, { dtype: uint8 })', () => g.constant([0, 255], { dtype: 'uint8' }), [], [0, 255]),
    value('constant(list, { dtype: bool })', () => g.constant([0, 1], { dtype: 'bool' }), [], [0, 1]),
    value('constant(list, { name }) is written under that name', () => g.constant([4], { name: 'fc.weight' }), [], [4]),
    value(
      'constant(0) and constant(−0) stay apart',
      () => g.div(1, g.stack([g.constant(0), g.constant(-0)])),
      [],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ),
  ],
  range: [value('range(n) is 0 … n − 1', () => g.range(3), [], [0, 1, 2])],
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
