import { describe, expect, it } from 'vitest';
import { recommendation } from '../../src/evaluation/index.ts';
import { Random } from '../../src/random.ts';

describe('evaluation.recommendation({ recommended, relevant, at })', () => {
  it('recall is the part of the relevant items among the first k; nDCG weighs their places', () => {
    const found = recommendation({ recommended: [['a', 'b', 'c', 'd']], relevant: [['b', 'd', 'z']], at: [1, 2, 4] });
    expect(found.recallAt).toEqual({ 1: 0, 2: 1 / 3, 4: 2 / 3 });
    expect(found.hitRateAt).toEqual({ 1: 0, 2: 1, 4: 1 });
    const [second, fourth] = [1 / Math.log2(3), 1 / Math.log2(5)];
    expect(found.ndcgAt[1]).toBe(0);
    expect(found.ndcgAt[2]).toBeCloseTo(second / (1 + second), 12);
    expect(found.ndcgAt[4]).toBeCloseTo((second + fourth) / (1 + second + 0.5), 12);
  });

  it('is 1 where all relevant items come first, and 0 where none is recommended', () => {
    const relevant = [[3, 1], [5]];
    expect(recommendation({ recommended: [[1, 3, 2], [5]], relevant, at: [2] })).toEqual({
      recallAt: { 2: 1 },
      ndcgAt: { 2: 1 },
      hitRateAt: { 2: 1 },
      users: 2,
    });
    expect(recommendation({ recommended: [[7, 8], []], relevant, at: [2] }).ndcgAt).toEqual({ 2: 0 });
  });

  it('is the mean over users that have relevant items; others are left out', () => {
    const both = recommendation({ recommended: [[1], [2], [3]], relevant: [[1], [], [9]], at: [1] });
    expect(both).toEqual({ recallAt: { 1: 0.5 }, ndcgAt: { 1: 0.5 }, hitRateAt: { 1: 0.5 }, users: 2 });
    expect(recommendation({ recommended: [], relevant: [] }).users).toBe(0);
  });

  it('recall of random lists of k out of n items is k/n on average', () => {
    const random = new Random(0);
    const lists = Array.from({ length: 4000 }, () => Array.from(random.permutation(50)));
    const { recallAt } = recommendation({ recommended: lists, relevant: lists.map(() => [1, 2, 3]), at: [10, 50] });
    expect(recallAt[10]).toBeCloseTo(0.2, 1);
    expect(recallAt[50]).toBe(1);
  });

  it('refuses lists that do not fit, items that come twice, and k that is none', () => {
    expect(() => recommendation({ recommended: [[1]], relevant: [] })).toThrow(
      'evaluation.recommendation: expected 1 lists of relevant items, one for each user, got 0.',
    );
    expect(() => recommendation({ recommended: [[4, 4]], relevant: [[4]] })).toThrow(
      'evaluation.recommendation: expected different items in each list of recommendations, got "4" twice for user 0.',
    );
    expect(() => recommendation({ recommended: [[1]], relevant: [[1]], at: [0] })).toThrow(
      'evaluation.recommendation: expected at of whole numbers from 1, got 0.',
    );
  });
});
