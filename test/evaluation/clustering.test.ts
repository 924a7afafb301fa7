import { describe, expect, it } from 'vitest';
import * as evaluation from '../../src/evaluation/index.ts';
import { Random } from '../../src/random.ts';

describe('evaluation.clustering(…)', () => {
  it('is 1 for the same clusters under other names', () => {
    const metrics = evaluation.clustering({ assigned: [5, 5, 3, 3], labels: [0, 0, 1, 1] });
    expect(metrics.nmi).toBeCloseTo(1, 12);
    expect(metrics.ami).toBeCloseTo(1, 12);
  });

  it('is 0 for one cluster of all', () => {
    expect(evaluation.clustering({ assigned: [0, 0, 0, 0], labels: [0, 0, 1, 1] }).nmi).toBe(0);
  });

  it('refuses unequal lengths', () => {
    expect(() => evaluation.clustering({ assigned: [0], labels: [0, 1] })).toThrow('got 1 and 2.');
  });
});

describe('evaluation.kMeans(embeddings, { k })', () => {
  const random = new Random(2);
  const labels = Array.from({ length: 120 }, (_, i) => i % 3);
  const embeddings = labels.map(label => [10 * label + random.normal(), random.normal()]);

  it('finds clouds that lie apart, the same for the same seed', () => {
    const assigned = evaluation.kMeans(embeddings, { k: 3 });
    expect(evaluation.clustering({ assigned, labels }).nmi).toBeCloseTo(1, 12);
    expect(evaluation.kMeans(embeddings, { k: 3 })).toEqual(assigned);
  });

  it('refuses more clusters than rows', () => {
    expect(() => evaluation.kMeans([[1]], { k: 2 })).toThrow(
      'evaluation.kMeans: expected k from 1 to the 1 rows, got 2.',
    );
    expect(() =>
      evaluation.kMeans(
        [
          [1, 2],
          [3, Number.NaN],
        ],
        { k: 2 },
      ),
    ).toThrow('evaluation.kMeans: expected finite numbers, got NaN in row 1.');
  });
});
