import * as g from '../../../src/graph/index.ts';
import { type Cases, edge, op, value } from '../../support/op.ts';

export const cases: Cases = {
  cast: [
    value('cast(x, int64) cuts the fraction off', v => g.cast(v, 'int64'), [[-1.7, 1.7]], [-1, 1]),
    value('cast(x, bool) is whether x is not 0', v => g.cast(v, 'bool'), [[-1, 0, 0.5]], [1, 0, 1]),
    value('cast(x, uint8)', v => g.cast(v, 'uint8'), [[0, 255]], [0, 255]),
    op('cast(x, float32) of float32 is x', v => g.cast(v, 'float32'), [[1, 2]], [1, 2]),
  ],
  roundTo: [
    edge('roundTo(x, bfloat16) keeps 8 bits', v => g.roundTo(v, 'bfloat16'), [[1.001, 257]], [1, 256], [[1, 1]]),
    edge(
      'roundTo(x, float16) keeps 11 bits',
      v => g.roundTo(v, 'float16'),
      [[1.001, 2049]],
      [1.0009765625, 2048],
      [[1, 1]],
    ),
  ],
  stopGradient: [
    edge('stopGradient(x) is x with gradient 0', v => g.mul(v, g.stopGradient(v)), [[2, 3]], [4, 9], [[2, 3]]),
  ],
};
