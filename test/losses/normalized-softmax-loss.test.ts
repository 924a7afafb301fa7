import { describe, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import * as losses from '../../src/losses/index.ts';
import { columns, cosine, dot, expectAsByLoops, randomRows, softmaxLoss } from '../support/by-loops.ts';

const [x, labels] = [randomRows(13, 6, 5), [0, 1, 2, 3, 0, 1]];
const weight = { name: 'W', rows: randomRows(14, 5, 4) };

describe('losses.normalizedSoftmaxLoss(options)', () => {
  it('is the softmax of cosines by a temperature of 0.05 by default', () =>
    expectAsByLoops(losses.normalizedSoftmaxLoss(), { x, labels, weight }, (x, labels, w) =>
      softmaxLoss(labels, i => columns(w).map(v => cosine(x[i]!, v) / 0.05)),
    ));

  it('takes another similarity', () =>
    expectAsByLoops(
      losses.normalizedSoftmaxLoss({
        temperature: 2,
        distance: distances.dotProductSimilarity({ normalize: false }),
      }),
      { x, labels, weight },
      (x, labels, w) => softmaxLoss(labels, i => columns(w).map(v => dot(x[i]!, v) / 2)),
    ));
});
