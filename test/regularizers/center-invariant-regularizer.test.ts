import { describe, it } from 'vitest';
import * as regularizers from '../../src/regularizers/index.ts';
import { dot, mean, type Rows, randomRows } from '../support/by-loops.ts';
import { expectRegularizerAsByLoops } from '../support/regularizer.ts';

function byLoops(rows: Rows): number {
  const squares = rows.map(row => dot(row, row));
  return mean(squares.map(square => (square - mean(squares)) ** 2 / 4));
}

describe('regularizers.centerInvariantRegularizer()', () => {
  it('is a quarter of the variance of the squared lengths', () =>
    expectRegularizerAsByLoops(regularizers.centerInvariantRegularizer(), randomRows(30, 5, 3), byLoops));

  it.each<[string, Rows]>([
    ['one vector alone', [[1, 2, 3]]],
    ['zero vectors', Array(2).fill([0, 0])],
    // biome-ignore format: a vector beside the other
    ['equally long vectors', [[3, 4], [5, 0], [0, -5]]],
  ])('costs nothing of %s', (_, rows) =>
    expectRegularizerAsByLoops(regularizers.centerInvariantRegularizer(), rows, () => 0));
});
