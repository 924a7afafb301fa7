import { describe, expect, test } from 'vitest';
import { type MPerClassOptions, mPerClass } from '../../../src/data/samplers/m-per-class.ts';
import { chiSquared } from '../../support/chi-squared.ts';
import { messageOf, mixedLabels } from './labelled.ts';

const batchesOf = (sizes: readonly number[], options: MPerClassOptions, seed = 0) => {
  const labels = mixedLabels(sizes);
  const epochs = mPerClass(options).over({ labels });
  const batches = [...epochs.epoch(0, seed)].map(({ indices }) => [...indices]);
  expect(batches.length).toBe(epochs.batchesPerEpoch);
  return { labels, batches };
};

describe('mPerClass()', () => {
  test('mPerClass({ m, batchSize }) puts m different samples of each of batchSize / m classes into a batch', () => {
    const { labels, batches } = batchesOf([12, 12, 12, 12, 12], { m: 4, batchSize: 12 });
    for (const batch of batches) {
      const classes = batch.map(i => labels[i]!);
      expect(new Set(classes).size).toBe(3);
      expect(new Set(batch).size).toBe(12);
      expect(classes).toEqual(classes.map((_, i) => classes[i - (i % 4)]));
    }
  });

  test('mPerClass() draws every sample exactly once where all comes out even', () => {
    const { batches } = batchesOf([12, 12, 12, 12], { m: 4, batchSize: 16 });
    expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, i) => i));
  });

  test.each([
    ['uneven classes', [7, 13, 4, 9, 1]],
    ['one large class', [100, 4, 4, 4]],
    ['classes smaller than m', [1, 2, 3, 1]],
    ['a class without samples', [8, 0, 8, 8]],
    ['many small classes', Array.from({ length: 40 }, (_, i) => 1 + (i % 6))],
  ])('mPerClass() reaches every sample in an epoch, with different classes in each batch: %s', (_, sizes) => {
    for (let seed = 0; seed < 5; seed++) {
      const { labels, batches } = batchesOf(sizes, { m: 4, batchSize: 12 }, seed);
      expect(new Set(batches.flat()).size).toBe(labels.length);
      for (const batch of batches) expect(new Set(batch.map(i => labels[i]!)).size).toBe(3);
    }
  });

  test('mPerClass() repeats the samples of a class with fewer than m', () => {
    const { labels, batches } = batchesOf([2, 4], { m: 4, batchSize: 8 });
    const ofFirst = batches[0]!.filter(i => labels[i] === 0);
    expect(ofFirst.length).toBe(4);
    expect(new Set(ofFirst).size).toBe(2);
  });

  test('mPerClass() lets any two classes meet sooner or later', () => {
    const { labels, batches } = batchesOf(Array(8).fill(80), { m: 2, batchSize: 4 });
    const met = new Set(batches.map(batch => [labels[batch[0]!]!, labels[batch[2]!]!].sort().join()));
    expect(met.size).toBe(28);
  });

  test('mPerClass() of unbalanced classes lets the large ones come all through the epoch', () => {
    const sizes = [400, 200, 100, 50, 50, 50, 50, 50, 50, 50];
    const { labels, batches } = batchesOf(sizes, { m: 4, batchSize: 12 });
    const together = batches.map(batch => [0, 1, 2].every(label => batch.some(i => labels[i] === label)));
    const [first, rest] = [together.slice(0, 25), together.slice(25)].map(
      part => part.filter(Boolean).length / part.length,
    );
    expect(together.some(Boolean)).toBe(true);
    expect(Math.abs(first! - rest!)).toBeLessThan(0.25);
    expect(together.slice(0, 10).every(Boolean)).toBe(false);
  });

  test('mPerClass({ uniformClasses: true }) draws each class as often, whatever its size', () => {
    const sizes = [400, 200, 100, 50, 50];
    const { labels, batches } = batchesOf(sizes, { m: 2, batchSize: 4, uniformClasses: true });
    expect(batches.length).toBe(200);
    const counts = sizes.map((_, label) => batches.filter(batch => batch.some(i => labels[i] === label)).length);
    expect(
      chiSquared(
        counts,
        counts.map(() => 80),
      ),
    ).toBeLessThan(5);
    for (const batch of batches) expect(new Set(batch).size).toBe(4);
  });

  test('mPerClass({ batchSize not a multiple of m }) offers one that is', () => {
    expect(messageOf(() => mPerClass({ m: 4, batchSize: 30 }))).toBe(
      'mPerClass: expected batchSize to be a multiple of m = 4, got 30. Try batchSize 28.',
    );
    expect(messageOf(() => mPerClass({ m: 4, batchSize: 3 }))).toContain('Try batchSize 4.');
  });

  test('mPerClass() says how many classes a batch needs', () => {
    expect(messageOf(() => mPerClass({ m: 4, batchSize: 32 }).over({ labels: mixedLabels([9, 9, 9]) }))).toBe(
      'mPerClass: expected at least 8 classes (batchSize 32 / m 4), got 3.',
    );
  });
});
