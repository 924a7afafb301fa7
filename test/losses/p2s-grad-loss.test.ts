import { describe, expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { asArray, columns, dot, expectAsByLoops, length, mean, randomRows } from '../support/by-loops.ts';
import { expectClose } from '../support/close.ts';

const [x, labels] = [randomRows(22, 6, 5), [0, 1, 2, 3, 0, 1]];
const unit = columns(randomRows(23, 4, 5).map(v => v.map(value => Math.fround(value / length(v)))));

describe('losses.p2sGradLoss()', () => {
  it('is the mean squared difference of the cosines from 1 at the class and 0 elsewhere', () =>
    expectAsByLoops(losses.p2sGradLoss(), { x, labels, weight: { name: 'weight', rows: unit } }, (x, labels, w) =>
      mean(
        labels.flatMap((label, i) =>
          columns(w).map((v, c) => (dot(x[i]!, v) / length(x[i]!) - (c === label ? 1 : 0)) ** 2),
        ),
      ),
    ));

  it('counts class vectors as if of length 1, their gradient too', async () => {
    const of = (rows: number[][]) =>
      losses.evaluate(losses.p2sGradLoss(), { embeddings: x, labels, parameters: { weight: asArray(rows) } });
    const [short, long] = [await of(unit), await of(unit.map(row => row.map(value => 3 * value)))];
    expect(long.value).toBeCloseTo(short.value, 5);
    expectClose(long.gradients['weight']!.data, short.gradients['weight']!.data as Float32Array);
  });
});
