import { describe, expect, it } from 'vitest';
import type { Dataset, DatasetParts } from '../../src/data/dataset.ts';
import type { Reading } from '../../src/data/reading.ts';
import { networkFor } from '../../src/training/assemble.ts';
import { completedBy, decisions } from '../../src/training/completed.ts';
import { parseConfig } from '../../src/training/config.ts';
import { prepare } from '../../src/training/prepare.ts';
import type { RunOptions } from '../../src/training/train-options.ts';

const dataset = (classes: number, perClass: number, shape: readonly number[] = [2]): Dataset => {
  const n = classes * perClass;
  return {
    name: 'own',
    samples: { data: new Float32Array(n * shape.reduce((a, b) => a * b)), shape: [n, ...shape] },
    labels: Int32Array.from({ length: n }, (_, i) => i % classes),
    classNames: Array.from({ length: classes }, (_, i) => `c${i}`),
  };
};
const reading: Reading = {
  path: '/own',
  format: 'a table',
  samples: 9,
  classes: 3,
  shape: [2],
  fingerprint: '',
  skipped: [],
  notes: [],
};
const partsOf = (classes: number, perClass: number): DatasetParts => ({
  train: dataset(classes, perClass),
  test: dataset(classes, 4),
  reading,
});
const completed = (options: RunOptions, parts: DatasetParts) => {
  const config = parseConfig({ validation: 0, ...options });
  return completedBy(config, prepare(parts, config));
};

describe('networkFor(shape)', () => {
  it.each([
    [[3, 64, 64], 'resnet'],
    [[1, 48, 48], 'resnet'],
    [[3, 32, 64], 'embedding-net'],
    [[1, 28, 28], 'embedding-net'],
    [[1, 8, 8], 'mlp'],
    [[13], 'mlp'],
  ])('of %j is %s', (shape, name) => expect(networkFor(shape)).toBe(name));
});

describe('completedBy(config, data)', () => {
  it('fits batches of several samples a class to the classes', () => {
    const layout = (classes: number, perClass: number, options: RunOptions = {}) => {
      const { batchSize, methodOptions } = completed(options, partsOf(classes, perClass));
      return [batchSize, methodOptions?.['samplesPerClass']];
    };
    expect(layout(10, 600)).toEqual([250, 25]);
    expect(layout(40, 7)).toEqual([32, 4]);
    expect(layout(3, 40)).toEqual([30, 10]);
    expect(layout(200, 3)).toEqual([60, 3]);
    expect(layout(40, 7, { methodOptions: { samplesPerClass: 5 } })).toEqual([undefined, 5]);
    expect(layout(40, 7, { batchSize: 50 })).toEqual([50, 5]);
    expect(layout(10, 600, { batchSize: 64 })).toEqual([64, 8]);
    expect(layout(10, 600, { batchSize: 61 })).toEqual([61, undefined]);
  });

  it('learns few large classes by a weight for each, in smaller batches, and else compares the samples', () => {
    const own = (perClass: number, options: RunOptions = {}) => {
      const { method, loss, batchSize, methodOptions } = completed(
        { dataset: '/own', ...options },
        partsOf(10, perClass),
      );
      return [method, loss, batchSize, methodOptions?.['samplesPerClass']];
    };
    expect(own(600)).toEqual(['online', 'normalized-softmax', 32, 4]);
    expect(own(100)).toEqual(['online', 'normalized-softmax', 32, 4]);
    expect(own(99)).toEqual(['online-triplet', undefined, 96, 12]);
    expect(own(600, { dim: 10 }).slice(0, 2)).toEqual(['online', 'normalized-softmax']);
    expect(own(600, { dim: 9 }).slice(0, 2)).toEqual(['online-triplet', undefined]);
    expect(own(600, { batchSize: 30 })).toEqual(['online', 'normalized-softmax', 30, 3]);
    expect(own(600, { method: 'siamese' }).slice(0, 2)).toEqual(['siamese', undefined]);
    expect(own(600, { miner: 'hard' }).slice(0, 2)).toEqual(['online-triplet', undefined]);
    expect(own(600, { loss: 'nt-xent' }).slice(0, 2)).toEqual(['online', 'nt-xent']);
  });

  it('has fewer samples in a batch of large images, for they take the memory', () => {
    const parts = partsOf(40, 90);
    const samples = { data: new Uint8Array(3600 * 48 * 48), shape: [3600, 1, 48, 48] };
    const large = { ...parts, train: { ...parts.train, samples } };
    const layout = ({ batchSize, methodOptions }: ReturnType<typeof completed>) => [
      batchSize,
      methodOptions?.['samplesPerClass'],
    ];
    expect(layout(completed({}, parts))).toEqual([250, 25]);
    expect(layout(completed({}, large))).toEqual([120, 15]);
  });

  it('fits batches of pairs to few samples', () => {
    expect(completed({ method: 'siamese' }, partsOf(4, 10)).batchSize).toBe(32);
    expect(completed({ method: 'siamese' }, partsOf(4, 5)).batchSize).toBe(20);
    expect(completed({ method: 'siamese' }, partsOf(4, 200)).batchSize).toBeUndefined();
  });

  it('goes through few samples more often, where no number of epochs is given', () => {
    expect(completed({}, partsOf(10, 600)).epochs).toBe(5);
    expect(completed({}, partsOf(10, 100)).epochs).toBe(20);
    expect(completed({}, partsOf(10, 10)).epochs).toBe(100);
    expect(completed({ epochs: 3 }, partsOf(10, 10)).epochs).toBe(3);
  });

  it('leaves batches of a data set by name as they are', () => {
    const { reading: _, ...parts } = partsOf(40, 7);
    expect(completed({}, parts)).toMatchObject({ network: 'mlp', epochs: 5 });
    expect(completed({}, parts).batchSize).toBeUndefined();
  });
});

describe('decisions(given, chosen, data)', () => {
  it('says what was understood and chosen, of data of one’s own', () => {
    const config = parseConfig({ dataset: '/own', validation: 0 });
    const data = prepare({ ...partsOf(12, 6), unseenFraction: 0.25 }, config);
    expect(data.heldOut).toHaveLength(3);
    expect(data.classes).toBe(9);
    expect(decisions(config, completedBy(config, data), data)).toEqual([
      'own: a table, 9 samples of shape [2] in 3 classes; 54 to train on, 48 to test on',
      `Never trained on: ${data.heldOut.join(', ')} (--unseen-fraction 0 trains on all classes)`,
      'Objective: online-triplet, which compares samples',
      'Network: mlp',
      'Epochs: 100',
      'Batches: 32, 4 of a class',
    ]);
  });

  it('says why few large classes are learned otherwise', () => {
    const config = parseConfig({ dataset: '/own', validation: 0 });
    const data = prepare(partsOf(4, 200), config);
    expect(decisions(config, completedBy(config, data), data)[1]).toBe(
      'Objective: normalized-softmax, since the classes are few and large (--method online-triplet compares samples)',
    );
  });
});

describe('prepare({ unseenFraction })', () => {
  it('holds the same classes out whatever the seed; named ones and 0 come before it', () => {
    const heldOut = (options: RunOptions) =>
      prepare({ ...partsOf(12, 6), unseenFraction: 0.25 }, parseConfig(options)).heldOut;
    expect(heldOut({ seed: 1 })).toEqual(heldOut({ seed: 2 }));
    expect(heldOut({ unseenClasses: ['c1', 'c2'] })).toEqual(['c1', 'c2']);
    expect(heldOut({ unseenFraction: 0 })).toEqual([]);
    expect(heldOut({ unseenFraction: 0.5 })).toHaveLength(6);
    expect(() => prepare(partsOf(3, 6), parseConfig({ unseenFraction: 0.5 }))).toThrow(
      '--unseen-fraction: expected two classes or more to hold out (each with two test samples), and two to train on, got 0.5 of 3 classes. Set it to 0.',
    );
  });
});
