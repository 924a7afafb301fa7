import { describe, expect, test } from 'vitest';
import * as samplers from '../../../src/data/samplers/index.ts';
import { mixedLabels } from './labelled.ts';

const source = {
  labels: mixedLabels([9, 12, 5, 7, 10, 8]),
  groups: ['a', 'a', 'b', 'b', 'c', 'c'],
};
const all: samplers.Sampler<unknown>[] = [
  samplers.singles({ batchSize: 8 }),
  samplers.randomPairs({ batchSize: 8 }),
  samplers.randomTriplets({ batchSize: 8 }),
  samplers.mPerClass({ m: 2, batchSize: 8 }),
  samplers.episodes({ ways: 3, shots: 2, queries: 2 }),
  samplers.hierarchical({ batchSize: 8, samplesPerClass: 2 }),
];

describe.each(all.map(sampler => [sampler.name, sampler] as const))('every sampler: %s', (_, sampler) => {
  const epochs = sampler.over(source);

  test('epoch(e, seed) is a function of its arguments alone, whatever was drawn before', () => {
    const first = [...epochs.epoch(3, 7)];
    [...epochs.epoch(4, 7)];
    expect([...epochs.epoch(3, 7)]).toEqual(first);
    expect([...sampler.over(source).epoch(3, 7)]).toEqual(first);
  });

  test('epoch(e, seed) differs from epoch to epoch and from seed to seed', () => {
    const first = [...epochs.epoch(0, 0)];
    expect([...epochs.epoch(1, 0)]).not.toEqual(first);
    expect([...epochs.epoch(0, 1)]).not.toEqual(first);
  });

  test('epoch() has batchesPerEpoch batches, all of one size', () => {
    const batches = [...epochs.epoch(0, 0)] as Record<string, ArrayLike<number>>[];
    expect(batches.length).toBe(epochs.batchesPerEpoch);
    const sizes = batches.map(batch => Object.values(batch).map(indices => indices.length));
    expect(new Set(sizes.map(String)).size).toBe(1);
  });
});
