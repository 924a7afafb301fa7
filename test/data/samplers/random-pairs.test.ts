import { describe, expect, test } from 'vitest';
import { type RandomPairsOptions, randomPairs } from '../../../src/data/samplers/random-pairs.ts';
import { messageOf, mixedLabels } from './labelled.ts';

const labels = mixedLabels([5, 2, 9]);
const pairsOf = (options: RandomPairsOptions, epochs = 1) =>
  Array.from({ length: epochs }, (_, epoch) => [...randomPairs(options).over({ labels }).epoch(epoch, 0)])
    .flat()
    .flatMap(({ left, right, same }) => Array.from(left, (l, i) => ({ left: l, right: right[i]!, same: same[i]! })));

describe('randomPairs()', () => {
  test('randomPairs() says truly whether the two are of one class, and pairs no sample with itself', () => {
    for (const { left, right, same } of pairsOf({ batchSize: 4 }, 20)) {
      expect(left).not.toBe(right);
      expect(labels[left] === labels[right]).toBe(same === 1);
    }
  });

  test('randomPairs() makes half of each batch pairs of one class', () => {
    for (const { same } of randomPairs({ batchSize: 6 }).over({ labels }).epoch(0, 0)) {
      expect(same.reduce((sum, s) => sum + s, 0)).toBe(3);
    }
  });

  test('randomPairs({ positiveFraction: 0.25 }) makes a quarter of them so', () => {
    const pairs = pairsOf({ batchSize: 8, positiveFraction: 0.25 });
    expect(pairs.filter(pair => pair.same === 1).length).toBe(pairs.length / 4);
  });

  test('randomPairs() makes every sample the left one once an epoch', () => {
    expect(
      pairsOf({ batchSize: 4 })
        .map(pair => pair.left)
        .sort((a, b) => a - b),
    ).toEqual([...labels.keys()]);
  });

  test('randomPairs() draws each other sample of the class, and each of other classes, equally often', () => {
    const pairs = pairsOf({ batchSize: 4 }, 4000).filter(pair => pair.left === 0);
    const share = (same: number, of: number): number => {
      const partners = pairs.filter(pair => pair.same === same);
      return partners.filter(pair => pair.right === of).length / partners.length;
    };
    for (const other of labels.keys()) {
      if (other === 0) continue;
      const alike = labels[other] === labels[0];
      const expected = alike ? 1 / 4 : 1 / 11;
      expect(Math.abs(share(alike ? 1 : 0, other) - expected)).toBeLessThan(0.04);
    }
  });

  test('randomPairs() names a class of one sample, unless no pairs of one class are wanted', () => {
    const lonely = { labels: Int32Array.of(0, 0, 1, 2, 2), classNames: ['ant', 'bee', 'cat'] };
    expect(messageOf(() => randomPairs({ batchSize: 2 }).over(lonely))).toBe(
      'randomPairs: expected at least 2 samples in each class for pairs of one class, got 1 in class "bee". ' +
        'Leave that class out or give it more samples.',
    );
    expect(randomPairs({ batchSize: 2, positiveFraction: 0 }).over(lonely).batchesPerEpoch).toBe(3);
  });

  test('randomPairs() needs two classes, unless only pairs of one class are wanted', () => {
    const single = { labels: Int32Array.of(0, 0, 0) };
    expect(messageOf(() => randomPairs({ batchSize: 2 }).over(single))).toBe(
      'randomPairs: expected at least 2 classes for pairs of different classes, got 1.',
    );
    expect(randomPairs({ batchSize: 2, positiveFraction: 1 }).over(single).batchesPerEpoch).toBe(2);
  });

  test('randomPairs() refuses a batch larger than the data and a fraction out of range', () => {
    expect(() => pairsOf({ batchSize: 17 })).toThrow(
      'randomPairs: expected at least one batch of 17 samples, got 16 samples.',
    );
    expect(() => pairsOf({ batchSize: 4, positiveFraction: 1.5 })).toThrow(
      'randomPairs: expected positiveFraction from 0 to 1, got 1.5.',
    );
  });
});
