import { describe, expect, test } from 'vitest';
import { hierarchical } from '../../../src/data/samplers/hierarchical.ts';
import { messageOf, mixedLabels } from './labelled.ts';

const source = {
  labels: mixedLabels([6, 6, 6, 6, 6, 6, 6]),
  groups: ['greek', 'greek', 'greek', 'latin', 'latin', 'latin', 'runes'],
};
const groupOf = (sample: number): string => source.groups[source.labels[sample]!]!;

describe('hierarchical()', () => {
  test('hierarchical() draws equally many samples of two groups, samplesPerClass of each class', () => {
    const epochs = hierarchical({ batchSize: 8, samplesPerClass: 2 }).over(source);
    for (const { indices } of epochs.epoch(0, 0)) {
      const halves = [indices.slice(0, 4), indices.slice(4)].map(half => new Set(Array.from(half, groupOf)));
      expect(halves.map(half => half.size)).toEqual([1, 1]);
      expect(halves[0]).not.toEqual(halves[1]);
      for (let i = 0; i < 8; i += 2) expect(source.labels[indices[i]!]).toBe(source.labels[indices[i + 1]!]);
    }
  });

  test('hierarchical() goes through every pair of groups batchesPerSuperTuple times an epoch', () => {
    const epochs = hierarchical({ batchSize: 4, samplesPerClass: 2, batchesPerSuperTuple: 3 }).over(source);
    const counts = new Map<string, number>();
    for (const { indices } of epochs.epoch(0, 0)) {
      const pair = `${groupOf(indices[0]!)} ${groupOf(indices[2]!)}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ 'greek latin': 3, 'greek runes': 3, 'latin runes': 3 });
  });

  test('hierarchical() gives the classes of a small group again', () => {
    const epochs = hierarchical({ batchSize: 12, samplesPerClass: 2, superClassesPerBatch: 3 }).over(source);
    for (const { indices } of epochs.epoch(0, 0)) {
      const runes = indices.filter(i => groupOf(i) === 'runes');
      expect(new Set(runes).size).toBe(4);
    }
  });

  test('hierarchical() asks for groups, enough of them, and sizes that divide', () => {
    const sampler = hierarchical({ batchSize: 16, samplesPerClass: 2, superClassesPerBatch: 4 });
    expect(messageOf(() => sampler.over({ labels: source.labels }))).toBe(
      'hierarchical: expected a data set that tells the group of each class, got one without groups.',
    );
    expect(messageOf(() => sampler.over(source))).toBe(
      'hierarchical: expected at least 4 groups of classes (superClassesPerBatch), got 3.',
    );
    expect(messageOf(() => hierarchical({ batchSize: 10, samplesPerClass: 4 }))).toBe(
      'hierarchical: expected batchSize to be a multiple of superClassesPerBatch · samplesPerClass = 8, got 10.',
    );
  });
});
