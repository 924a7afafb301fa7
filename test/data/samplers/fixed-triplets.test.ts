import { describe, expect, test } from 'vitest';
import { fixedTriplets } from '../../../src/data/samplers/fixed-triplets.ts';
import { messageOf, mixedLabels } from './labelled.ts';

const labels = mixedLabels([5, 2, 4]);

describe('fixedTriplets()', () => {
  test('fixedTriplets(labels, { count }) lists valid triplets, anchors from the start again when they are through', () => {
    const { anchors, positives, negatives } = fixedTriplets({ labels }, { count: 25 });
    expect([...anchors.slice(11, 22)]).toEqual([...anchors.slice(0, 11)]);
    anchors.forEach((anchor, i) => {
      expect(positives[i]).not.toBe(anchor);
      expect(labels[positives[i]!]).toBe(labels[anchor]);
      expect(labels[negatives[i]!]).not.toBe(labels[anchor]);
    });
  });

  test('fixedTriplets(…, { seed }) gives the same list for the same seed, another for another', () => {
    const list = (seed: number) => fixedTriplets({ labels }, { count: 20, seed });
    expect(list(1)).toEqual(list(1));
    expect(list(1)).not.toEqual(list(2));
  });

  test('fixedTriplets() names a class of one sample, and needs two classes', () => {
    expect(messageOf(() => fixedTriplets({ labels: Int32Array.of(0, 0, 1) }, { count: 2 }))).toContain(
      'got 1 in class "1".',
    );
    expect(messageOf(() => fixedTriplets({ labels: Int32Array.of(0, 0) }, { count: 2 }))).toBe(
      'fixedTriplets: expected at least 2 classes for negatives, got 1.',
    );
  });
});
