import { describe, expect, test } from 'vitest';
import { randomTriplets } from '../../../src/data/samplers/random-triplets.ts';
import { messageOf, mixedLabels } from './labelled.ts';

const labels = mixedLabels([5, 2, 9]);

describe('randomTriplets()', () => {
  test('randomTriplets() gives another sample of the class and a sample of another class', () => {
    for (const { anchors, positives, negatives } of randomTriplets({ batchSize: 4 }).over({ labels }).epoch(0, 0)) {
      anchors.forEach((anchor, i) => {
        expect(positives[i]).not.toBe(anchor);
        expect(labels[positives[i]!]).toBe(labels[anchor]);
        expect(labels[negatives[i]!]).not.toBe(labels[anchor]);
      });
    }
  });

  test('randomTriplets() makes every sample an anchor once an epoch', () => {
    const batches = [...randomTriplets({ batchSize: 4 }).over({ labels }).epoch(0, 0)];
    const anchors = batches.flatMap(batch => [...batch.anchors]);
    expect(anchors.sort((a, b) => a - b)).toEqual([...labels.keys()]);
  });

  test('randomTriplets() names a class of one sample', () => {
    const source = { labels: Int32Array.of(0, 0, 1), classNames: ['ant', 'bee'] };
    expect(messageOf(() => randomTriplets({ batchSize: 2 }).over(source))).toBe(
      'randomTriplets: expected at least 2 samples in each class for positives, got 1 in class "bee". ' +
        'Leave that class out or give it more samples.',
    );
  });

  test('randomTriplets() needs two classes', () => {
    expect(messageOf(() => randomTriplets({ batchSize: 2 }).over({ labels: Int32Array.of(3, 3, 3) }))).toBe(
      'randomTriplets: expected at least 2 classes for negatives, got 1.',
    );
  });

  test('randomTriplets() refuses a batch larger than the data', () => {
    expect(() => randomTriplets({ batchSize: 17 }).over({ labels })).toThrow(
      'randomTriplets: expected at least one batch of 17',
    );
  });
});
