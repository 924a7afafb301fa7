import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import * as evaluation from '../../src/evaluation/index.ts';
import { sqrt } from '../../src/graph/index.ts';
import { Random } from '../../src/random.ts';

/** Points on a line, so that the order of neighbours can be read off. */
const line = (places: number[]) => places.map(x => [x, 0]);

describe('evaluation.retrieval(…)', () => {
  it('counts by hand: a query at 0 with matches in places 1 and 3', async () => {
    const reference = { embeddings: line([1, 2, 3, 4]), labels: [7, 8, 7, 8] };
    const metrics = await evaluation.retrieval({ embeddings: line([0]), labels: [7], reference, recallAt: [1, 2] });
    expect(metrics).toEqual({
      precisionAt1: 1,
      rPrecision: 1 / 2,
      mapAtR: 1 / 2,
      meanAveragePrecision: (1 + 2 / 3) / 2,
      mrr: 1,
      recallAt: { 1: 1, 2: 1 },
      queriesWithoutMatch: 0,
    });
  });

  it('finds the same neighbours by a given Euclidean distance as by its own, in clusters far from each other', async () => {
    const random = new Random(3);
    const embeddings = Array.from({ length: 60 }, (_, i) => [i % 2 ? 1e4 : -1e4, 0, 0].map(v => v + random.normal()));
    const labels = embeddings.map((_, i) => i % 3);
    const distance = distances.lpDistance({ normalize: false });
    const { mapAtR, precisionAt1, mrr } = await evaluation.retrieval({ embeddings, labels });
    expect(await evaluation.retrieval({ embeddings, labels, distance })).toMatchObject({ mapAtR, precisionAt1, mrr });
    expect(mapAtR).toBeGreaterThan(0.1);
  });

  it('leaves queries that nothing matches out of the means, and counts them', async () => {
    const reference = { embeddings: line([1, 2]), labels: [7, 8] };
    const metrics = await evaluation.retrieval({ embeddings: line([0, 0]), labels: [7, 9], reference });
    expect(metrics).toMatchObject({ precisionAt1: 1, queriesWithoutMatch: 1 });
  });

  it('puts the non-match first where both are equally far, so that collapsed embeddings do not look perfect', async () => {
    const metrics = await evaluation.retrieval({
      embeddings: [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      labels: [0, 0, 1, 1],
    });
    expect(metrics).toMatchObject({ precisionAt1: 0, mrr: 1 / 3 });
  });

  it('orders similarities of both signs, 0 among them', async () => {
    const reference = {
      embeddings: [
        [-1, 0],
        [0, 1],
      ],
      labels: [0, 1],
    };
    const options = { embeddings: [[1, 0]], reference, distance: distances.cosineSimilarity() };
    expect((await evaluation.retrieval({ ...options, labels: [0] })).mrr).toBe(1 / 2);
    expect((await evaluation.retrieval({ ...options, labels: [1] })).mrr).toBe(1);
  });

  it('tells apart similarities of very different size', async () => {
    const reference = { embeddings: [[1e8], [1], [0.5]], labels: [1, 0, 1] };
    const distance = distances.dotProductSimilarity({ normalize: false });
    expect((await evaluation.retrieval({ embeddings: [[1]], labels: [0], reference, distance })).mrr).toBe(1 / 2);
  });

  it('refuses what it cannot rank', async () => {
    const wrong = (options: Partial<evaluation.RetrievalOptions>) =>
      expect(evaluation.retrieval({ embeddings: line([0, 1]), labels: [0, 0], ...options })).rejects;
    await wrong({ labels: [0] }).toThrow(
      'evaluation.retrieval: expected 2 labels, one for each row of embeddings, got 1.',
    );
    await wrong({ embeddings: [[0], [Number.NaN]] }).toThrow('expected finite embeddings, got NaN in row 1.');
    await wrong({ recallAt: [0.5] }).toThrow('expected recallAt of whole numbers from 1, got 0.5.');
    await wrong({ reference: { embeddings: [[1]], labels: [0] } }).toThrow(
      'expected reference embeddings of 2 dimensions, as the queries have, got 1.',
    );
    const dot = distances.dotProductSimilarity({ normalize: false });
    const rootOfDot = { ...dot, matrix: (...[a, b]: Parameters<typeof dot.matrix>) => sqrt(dot.matrix(a, b)) };
    await wrong({ embeddings: [[1], [-1]], distance: rootOfDot }).toThrow(
      'got one to reference 1 that is not a number.',
    );
  });
});

describe('evaluation.knnAccuracy(…)', () => {
  const reference = { embeddings: line([0, 1, 2, 10, 11]), labels: [0, 0, 1, 1, 1] };

  it('votes among the k nearest; of equal votes the smaller class wins', async () => {
    const told = (x: number, label: number, k: number) =>
      evaluation.knnAccuracy({ embeddings: line([x]), labels: [label], reference, k });
    expect(await told(2.1, 1, 1)).toBe(1);
    expect(await told(2.1, 0, 3)).toBe(1);
    expect(await told(1.9, 0, 2)).toBe(1);
    expect(await told(10, 1, 5)).toBe(1);
  });

  it('refuses a k beyond the reference', async () => {
    await expect(evaluation.knnAccuracy({ embeddings: line([0]), labels: [0], reference, k: 6 })).rejects.toThrow(
      'evaluation.knnAccuracy: expected k from 1 to the 5 reference samples, got 6.',
    );
  });
});
