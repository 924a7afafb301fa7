import { describe, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import * as losses from '../../src/losses/index.ts';
import { cosine, expectAsByLoops, randomRows, softmaxLoss } from '../support/by-loops.ts';

const [x, labels] = [randomRows(15, 6, 5), [0, 1, 2, 3, 0, 1]];
const weight = { name: 'proxies', rows: randomRows(16, 4, 5) };

describe('losses.proxyNCALoss(options)', () => {
  it('is the softmax of the negated squared distances on the unit sphere by default', () =>
    expectAsByLoops(losses.proxyNCALoss(), { x, labels, weight }, (x, labels, proxies) =>
      softmaxLoss(labels, i => proxies.map(p => -(2 - 2 * cosine(x[i]!, p)))),
    ));

  it('takes a similarity as it is, times softmaxScale', () =>
    expectAsByLoops(
      losses.proxyNCALoss({ softmaxScale: 3, distance: distances.cosineSimilarity() }),
      { x, labels, weight },
      (x, labels, proxies) => softmaxLoss(labels, i => proxies.map(p => 3 * cosine(x[i]!, p))),
    ));
});
