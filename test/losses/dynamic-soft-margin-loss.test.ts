import { describe, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { average, expectValue, negativesOf, pairs, s, total } from '../support/oracles.ts';

describe('dynamicSoftMarginLoss, of a first batch', () => {
  const distance = (i: number, j: number) => Math.sqrt(Math.max(0, 2 - 2 * s(i, j)));
  const triplets = pairs.flatMap(([a, p]) => negativesOf(a).map((k): [number, number, number] => [a, p, k]));
  const expected = (list: typeof triplets) => {
    const differences = list.map(([a, p, k]) => distance(a, p) - distance(a, k));
    const histogram = Array<number>(11).fill(0);
    for (const v of differences) {
      const place = (v + 2) / 0.4;
      histogram[Math.floor(place)]! += 1 - (place % 1);
      histogram[Math.floor(place) + 1]! += place % 1;
    }
    const cdf = (v: number) => total(histogram.slice(0, Math.floor((v + 2) / 0.4) + 1)) / differences.length;
    return average(differences.map(v => cdf(v) * v));
  };

  it('over all triplets', () => expectValue(losses.dynamicSoftMarginLoss(), expected(triplets)));

  it('over given triplets', () => {
    const some = triplets.filter((_, i) => i % 3 === 0);
    return expectValue(losses.dynamicSoftMarginLoss(), expected(some), { tuples: { triplets: some } });
  });
});
