import { describe, expect, it } from 'vitest';
import * as evaluation from '../../src/evaluation/index.ts';
import { Random } from '../../src/random.ts';

/** `classes` clouds of 12 points around the corners of a simplex. */
function clouds(classes: number, width: number) {
  const random = new Random(1);
  const labels = Array.from({ length: classes * 12 }, (_, i) => i % classes);
  const embeddings = labels.map(label =>
    Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0) + width * random.normal()),
  );
  return { embeddings, labels };
}

describe('evaluation.fewShot(…)', () => {
  it('is 1 for clouds far apart, chance for clouds that are one', async () => {
    const apart = await evaluation.fewShot({ ...clouds(8, 0.01), ways: 5, shots: 1, episodes: 50 });
    expect(apart).toEqual({ ways: 5, shots: 1, accuracy: 1, ci95: 0, episodes: 50 });
    const mixed = await evaluation.fewShot({ ...clouds(8, 100), ways: 5, shots: 1, episodes: 400 });
    expect(Math.abs(mixed.accuracy - 0.2)).toBeLessThan(0.03);
    expect(mixed.ci95).toBeGreaterThan(0.005);
  });

  it('gives the same episodes for the same seed', async () => {
    const options = { ...clouds(8, 0.7), ways: 5, shots: 1, episodes: 20 };
    expect(await evaluation.fewShot(options)).toEqual(await evaluation.fewShot(options));
    expect(await evaluation.fewShot({ ...options, seed: 1 })).not.toEqual(await evaluation.fewShot(options));
  });

  it('refuses more ways or shots than there are', async () => {
    await expect(evaluation.fewShot({ ...clouds(3, 1), ways: 5, shots: 1 })).rejects.toThrow('episodes: expected');
    await expect(evaluation.fewShot({ ...clouds(8, 1), ways: 5, shots: 12 })).rejects.toThrow('episodes: expected');
  });
});

describe('evaluation.classifyQueries(distances, { ways, shots })', () => {
  it('is for each query the class that is nearest on average', () => {
    const distances = Float32Array.of(1, 9, 4, 4, 6, 7, 8, 8, 9, 9, 7, 7);
    expect(evaluation.classifyQueries(distances, { ways: 3, shots: 2 })).toEqual(Int32Array.of(1, 2));
  });
});

describe('evaluation.episodeAccuracy(episodes, classify)', () => {
  it('is the mean over the episodes, and how sure that is', async () => {
    const episodes = [{ answers: Int32Array.of(0, 1) }, { answers: Int32Array.of(1, 1) }];
    const scores = await evaluation.episodeAccuracy(episodes, async () => [0, 1]);
    expect(scores).toEqual({ accuracy: 0.75, ci95: 1.96 * Math.sqrt(0.125 / 2), episodes: 2 });
  });
});
