import { describe, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { type ByLoops, columns, cosine, expectAsByLoops, randomRows, softmaxLoss } from '../support/by-loops.ts';

const [x, labels] = [randomRows(19, 6, 5), [0, 1, 2, 3, 0, 1]];

const byLoops =
  ({ centers, la, gamma, margin }: Record<'centers' | 'la' | 'gamma' | 'margin', number>): ByLoops =>
  (x, labels, fc) => {
    const all = columns(fc);
    return softmaxLoss(labels, i =>
      Array.from({ length: all.length / centers }, (_, c) => {
        let [weighted, total] = [0, 0];
        for (const center of all.slice(c * centers, (c + 1) * centers)) {
          const s = cosine(x[i]!, center);
          weighted += s * Math.exp(s / gamma);
          total += Math.exp(s / gamma);
        }
        return la * (weighted / total - (c === labels[i] ? margin : 0));
      }),
    );
  };

describe('losses.softTripleLoss(options)', () => {
  it('has 10 centres a class, λ = 20, γ = 0.1 and a margin of 0.01 by default', () =>
    expectAsByLoops(
      losses.softTripleLoss(),
      { x, labels, weight: { name: 'fc', rows: randomRows(20, 5, 40) } },
      byLoops({ centers: 10, la: 20, gamma: 0.1, margin: 0.01 }),
    ));

  it('takes its options', () =>
    expectAsByLoops(
      losses.softTripleLoss({ centersPerClass: 2, la: 5, gamma: 0.5, margin: 0.2 }),
      { x, labels, weight: { name: 'fc', rows: randomRows(21, 5, 8) } },
      byLoops({ centers: 2, la: 5, gamma: 0.5, margin: 0.2 }),
    ));
});
