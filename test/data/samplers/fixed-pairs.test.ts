import { describe, expect, test } from 'vitest';
import type { Labelled } from '../../../src/data/samplers/by-class.ts';
import { type FixedListOptions, fixedPairs } from '../../../src/data/samplers/fixed-pairs.ts';
import { messageOf, mixedLabels } from './labelled.ts';

const labels = mixedLabels([5, 2, 4, 1, 6]);
const listed = (source: Labelled, options: FixedListOptions) => {
  const { left, right, same } = fixedPairs(source, options);
  return Array.from(left, (l, i) => ({ pair: [l, right[i]!].sort((a, b) => a - b), same: same[i] === 1 }));
};

describe('fixedPairs()', () => {
  test('fixedPairs(labels, { count }) lists different pairs, half of one class, and says so truly', () => {
    const pairs = listed({ labels }, { count: 40 });
    expect(pairs.filter(({ same }) => same).length).toBe(20);
    expect(new Set(pairs.map(({ pair }) => String(pair))).size).toBe(40);
    for (const { pair, same } of pairs) expect(labels[pair[0]!] === labels[pair[1]!]).toBe(same);
    for (const { pair } of pairs) expect(pair[0]).not.toBe(pair[1]);
  });

  test('fixedPairs() can list all pairs there are of one class, be the class odd or even', () => {
    const pairs = listed({ labels }, { count: 64 }).filter(({ same }) => same);
    expect(new Set(pairs.map(({ pair }) => String(pair))).size).toBe(10 + 1 + 6 + 0 + 15);
  });

  test('fixedPairs() draws every pair of different classes equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      for (const { pair, same } of listed({ labels: mixedLabels([3, 2, 1]) }, { count: 2, seed })) {
        if (!same) counts.set(String(pair), (counts.get(String(pair)) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(11);
    for (const count of counts.values()) expect(Math.abs(count - 3000 / 11)).toBeLessThan(75);
  });

  test('fixedPairs(…, { seed }) gives the same list for the same seed, another for another', () => {
    expect(listed({ labels }, { count: 20, seed: 4 })).toEqual(listed({ labels }, { count: 20, seed: 4 }));
    expect(listed({ labels }, { count: 20, seed: 4 })).not.toEqual(listed({ labels }, { count: 20, seed: 5 }));
  });

  test('fixedPairs({ count: odd }) has one more of different classes', () => {
    expect(listed({ labels }, { count: 5 }).filter(({ same }) => same).length).toBe(2);
  });

  test('fixedPairs() reaches beyond 2³² pairs', () => {
    const many = Int32Array.from({ length: 200_000 }, (_, i) => i >> 1);
    const { left, right } = fixedPairs({ labels: many }, { count: 2000 });
    expect(new Set(Array.from(left, (l, i) => `${l} ${right[i]}`)).size).toBe(2000);
    expect(Math.max(...left)).toBeGreaterThan(190_000);
  });

  test('fixedPairs() says how many pairs there are where they do not suffice', () => {
    expect(messageOf(() => fixedPairs({ labels }, { count: 100 }))).toBe(
      'fixedPairs: expected at least 50 different pairs of one class, got 32. Lower count or give more samples.',
    );
    expect(messageOf(() => fixedPairs({ labels: Int32Array.of(0, 0, 0) }, { count: 2 }))).toBe(
      'fixedPairs: expected at least 1 different pairs of different classes, got 0. Lower count or give more samples.',
    );
    expect(() => fixedPairs({ labels }, { count: 0 })).toThrow(
      'fixedPairs: expected count to be a positive integer, got 0.',
    );
  });
});
