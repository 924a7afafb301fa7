import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import * as retrieval from '../../src/retrieval/index.ts';

/** Five examples of each of four classes, around the corners of a square of side 10, with deviation 1. */
async function square(): Promise<retrieval.RetrievalIndex> {
  const random = new Random(1);
  const index = retrieval.create();
  const corners = [
    [0, 0],
    [10, 0],
    [0, 10],
    [10, 10],
  ];
  await index.add({
    ids: Array.from({ length: 20 }, (_, i) => i),
    vectors: Array.from({ length: 20 }, (_, i) => corners[i % 4]!.map(x => x + random.normal())),
    labels: Array.from({ length: 20 }, (_, i) => `corner ${i % 4}`),
  });
  return index;
}
const queries = [
  [0.5, 0.5],
  [9, 10],
  [-9, -9],
  [30, 0],
];

describe('index.match(vectors)', () => {
  it.each(['prototypes', 'knn'] as const)('by %s gives a class near the examples, and none far from all', async by => {
    const { labels, nearest, threshold, expected } = await (await square()).match(queries, { by });
    expect(labels).toEqual(['corner 0', 'corner 3', null, null]);
    expect(nearest[3]).toBe('corner 1');
    expect(threshold).toBeGreaterThan(2);
    expect(threshold).toBeLessThan(8);
    expect(expected).toMatchObject({ coverage: 1, precision: 1, falseMatchRate: 0 });
  });

  it('by prototypes measures to the means of the classes, and finds the threshold by the means of the other examples', async () => {
    const index = retrieval.create();
    await index.add({ ids: [1, 2, 3, 4], vectors: [[0], [2], [10], [12]], labels: ['a', 'a', 'b', 'b'] });
    const { distances, threshold } = await index.match([[3]]);
    expect(distances).toEqual([2]);
    // each example is 2 from the other of its class, and 9 or 11 from the mean of the other class
    expect(threshold).toBe((2 + 9) / 2);
  });

  it('by knn lets the k nearest vote; of equally many votes the nearest wins', async () => {
    const index = retrieval.create();
    await index.add({ ids: [1, 2, 3, 4], vectors: [[1], [2], [2.1], [9]], labels: ['a', 'b', 'b', 'a'] });
    const by = 'knn';
    expect((await index.match([[0]], { by, threshold: 10 })).labels).toEqual(['a']);
    expect((await index.match([[0]], { by, k: 3, threshold: 10 })).labels).toEqual(['b']);
    expect(await index.match([[0]], { by, k: 4, threshold: 10 })).toMatchObject({ labels: ['a'], distances: [1] });
  });

  it('takes a threshold; without one it always answers where each class has but one example', async () => {
    expect((await (await square()).match(queries, { threshold: 100 })).labels).not.toContain(null);
    const index = retrieval.create();
    await index.add({ ids: [1, 2], vectors: [[0], [9]], labels: ['a', 'b'] });
    expect(await index.match([[1000]])).toEqual({
      labels: ['b'],
      nearest: ['b'],
      distances: [991],
      threshold: Number.POSITIVE_INFINITY,
    });
  });

  it.each<[string, retrieval.MatchOptions, string]>([
    ['a way that is none', { by: 'svm' as 'knn' }, 'index.match: expected by: prototypes or knn, got svm.'],
    ['k without knn', { k: 3 }, 'expected no k, which is for knn, got 3. Leave it out, or say by knn.'],
    ['k of 0', { by: 'knn', k: 0 }, 'expected k: a whole number from 1, got 0.'],
  ])('refuses %s', async (_, options, message) => {
    await expect((await square()).match(queries, options)).rejects.toThrow(message);
  });

  it('refuses an index without samples, and samples without a class', async () => {
    const index = retrieval.create();
    await expect(index.match([[1]])).rejects.toThrow(
      'index.match: expected examples that have a class each, got none.',
    );
    await index.add({ ids: ['a'], vectors: [[1]] });
    await expect(index.match([[1]])).rejects.toThrow('got "a" without one.');
  });
});
