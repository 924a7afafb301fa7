import { describe, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { type ByLoops, cosine, expectAsByLoops, randomRows } from '../support/by-loops.ts';

const x = randomRows(17, 6, 5);
const proxies = randomRows(18, 4, 5);

const byLoops =
  (margin: number, alpha: number): ByLoops =>
  (x, labels, proxies) => {
    let [pull, push] = [0, 0];
    proxies.forEach((p, c) => {
      let [own, others] = [0, 0];
      labels.forEach((label, i) => {
        const s = cosine(x[i]!, p);
        if (label === c) own += Math.exp(-alpha * (s - margin));
        else others += Math.exp(alpha * (s + margin));
      });
      pull += Math.log(1 + own);
      push += Math.log(1 + others);
    });
    return pull / new Set(labels).size + push / proxies.length;
  };

describe('losses.proxyAnchorLoss(options)', () => {
  it('has a margin of 0.1 and an alpha of 32 by default', () =>
    expectAsByLoops(
      losses.proxyAnchorLoss(),
      { x, labels: [0, 1, 2, 3, 0, 1], weight: { name: 'proxies', rows: proxies } },
      byLoops(0.1, 32),
    ));

  it('divides the pull by the classes of the batch alone', () =>
    expectAsByLoops(
      losses.proxyAnchorLoss({ numClasses: 4, margin: 0.2, alpha: 8 }),
      { x, labels: [0, 1, 1, 0, 0, 1], weight: { name: 'proxies', rows: proxies } },
      byLoops(0.2, 8),
    ));
});
