import { describe, expect, test } from 'vitest';
import { episodes } from '../../../src/data/samplers/episodes.ts';
import { messageOf, mixedLabels } from './labelled.ts';

const labels = mixedLabels([6, 5, 7, 5]);

describe('episodes()', () => {
  test('episodes({ ways, shots, queries }) draws different classes, and no sample twice', () => {
    const epochs = episodes({ ways: 3, shots: 2, queries: 3 }).over({ labels });
    for (const { classes, support, query } of epochs.epoch(0, 0)) {
      expect(new Set(classes).size).toBe(3);
      expect(new Set([...support, ...query]).size).toBe(15);
      expect(support.map(sample => labels[sample]!)).toEqual(support.map((_, i) => classes[Math.floor(i / 2)]!));
      expect(query.map(sample => labels[sample]!)).toEqual(query.map((_, i) => classes[Math.floor(i / 3)]!));
    }
  });

  test('episodes({ perEpoch }) sets how many there are, 100 unless said', () => {
    const options = { ways: 2, shots: 1, queries: 1 };
    expect([...episodes(options).over({ labels }).epoch(0, 0)].length).toBe(100);
    expect(
      [
        ...episodes({ ...options, perEpoch: 7 })
          .over({ labels })
          .epoch(0, 0),
      ].length,
    ).toBe(7);
  });

  test('episodes() draws every class equally often', () => {
    const counts = [0, 0, 0, 0];
    const epochs = episodes({ ways: 2, shots: 1, queries: 1, perEpoch: 4000 }).over({ labels });
    for (const { classes } of epochs.epoch(0, 0)) for (const label of classes) counts[label]!++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(150);
  });

  test('episodes() asks for enough classes, and names a class with too few samples', () => {
    const source = { labels, classNames: ['a', 'b', 'c', 'd'] };
    expect(messageOf(() => episodes({ ways: 5, shots: 1, queries: 1 }).over(source))).toBe(
      'episodes: expected at least 5 classes (ways), got 4.',
    );
    expect(messageOf(() => episodes({ ways: 2, shots: 1, queries: 5 }).over(source))).toBe(
      'episodes: expected at least 6 samples in each class (1 shots + 5 queries), got 5 in class "b". ' +
        'Leave that class out or give it more samples.',
    );
    expect(() => episodes({ ways: 2, shots: 0, queries: 5 })).toThrow(
      'episodes: expected shots to be a positive integer, got 0.',
    );
  });
});
