import { describe, it } from 'vitest';
import * as regularizers from '../../src/regularizers/index.ts';
import { cosine, mean, type Rows, randomRows } from '../support/by-loops.ts';
import { expectRegularizerAsByLoops } from '../support/regularizer.ts';

const byLoops = (rows: Rows): number =>
  mean(rows.map((row, i) => Math.max(...rows.flatMap((other, j) => (j === i ? [] : [cosine(row, other)])))));

describe('regularizers.regularFaceRegularizer()', () => {
  it('is the mean cosine of each vector to its nearest', () =>
    expectRegularizerAsByLoops(regularizers.regularFaceRegularizer(), randomRows(29, 5, 3), byLoops));

  it('costs nothing of one vector alone', () =>
    expectRegularizerAsByLoops(regularizers.regularFaceRegularizer(), [[1, 2, 3]], () => 0));

  it('takes a vector of zeros as across all others', () =>
    expectRegularizerAsByLoops(
      regularizers.regularFaceRegularizer(),
      [
        [0, 0],
        [1, 0],
        [-1, 0.5],
      ],
      // Of the two vectors that have a direction, the zeros are the nearest; nothing moves the zeros.
      () => 0,
    ));
});
