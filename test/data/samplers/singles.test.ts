import { describe, expect, test } from 'vitest';
import { singles } from '../../../src/data/samplers/singles.ts';
import { mixedLabels } from './labelled.ts';

const labels = mixedLabels([4, 3, 3]);
const drawn = (batchSize: number): number[][] =>
  [...singles({ batchSize }).over({ labels }).epoch(0, 0)].map(({ indices }) => [...indices]);

describe('singles()', () => {
  test('singles({ batchSize }) draws every sample once where the batches come out even', () => {
    expect(
      drawn(5)
        .flat()
        .sort((a, b) => a - b),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('singles({ batchSize }) fills the last batch with the samples the epoch began with', () => {
    const batches = drawn(4);
    expect(batches.map(batch => batch.length)).toEqual([4, 4, 4]);
    expect(new Set(batches.flat()).size).toBe(10);
    expect(batches[2]!.slice(2)).toEqual(batches[0]!.slice(0, 2));
  });

  test('singles({ batchSize: more than there are }) says how many there are', () => {
    expect(() => drawn(11)).toThrow(
      'singles: expected at least one batch of 11 samples, got 10 samples. Lower batchSize to 10 or less.',
    );
  });

  test('singles({ batchSize: 0 }) is refused', () => {
    expect(() => singles({ batchSize: 0 })).toThrow('singles: expected batchSize to be a positive integer, got 0.');
  });
});
