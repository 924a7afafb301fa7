import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { selectClasses, splitClasses, splitOff, splitPairsOff, subset, united } from '../../src/data/splits.ts';
import { messageOf, mixedLabels } from './samplers/labelled.ts';

/** A data set whose samples are their own numbers, so that one sees where each went. */
function numbered(sizes: readonly number[], classNames: readonly string[]): Dataset {
  const labels = mixedLabels(sizes);
  return {
    name: 'animals',
    samples: { data: Float32Array.from(labels.keys()), shape: [labels.length, 1] },
    labels,
    classNames,
  };
}

const animals = numbered([4, 3, 5], ['ant', 'bee', 'cat']);
const ids = (dataset: Dataset): number[] => Array.from(dataset.samples.data);
const countOf = (dataset: Dataset, label: number): number => dataset.labels.filter(l => l === label).length;

describe('subset()', () => {
  test('subset(dataset, indices) takes samples with their labels, and keeps the class names', () => {
    const part = subset(animals, [5, 0]);
    expect(ids(part)).toEqual([5, 0]);
    expect(part.samples.shape).toEqual([2, 1]);
    expect([...part.labels]).toEqual([animals.labels[5], animals.labels[0]]);
    expect(part.classNames).toEqual(['ant', 'bee', 'cat']);
  });

  test.each([12, -1, 0.5])('subset(dataset, [%d]) refuses what is no index of a sample', index => {
    expect(messageOf(() => subset(animals, [index]))).toBe(
      `subset: expected indices of samples from 0 to 11, got ${index}.`,
    );
  });
});

describe('splitOff()', () => {
  const tenth = numbered([40, 40, 20], ['ant', 'bee', 'cat']);

  test('splitOff({ fraction }) takes that part of every class, and no sample twice', () => {
    const { rest, part } = splitOff(tenth, { fraction: 0.1 });
    expect([0, 1, 2].map(label => countOf(part, label))).toEqual([4, 4, 2]);
    expect([...ids(rest), ...ids(part)].sort((a, b) => a - b)).toEqual([...tenth.labels.keys()]);
    for (const side of [rest, part]) {
      expect([...side.labels]).toEqual(ids(side).map(id => tenth.labels[id]));
      expect(side.classNames).toEqual(tenth.classNames);
    }
  });

  test('splitOff({ fraction }) evens small classes out over the whole, and never takes a whole class', () => {
    const small = numbered([3, 3, 3, 3, 3, 3, 3, 3, 3, 1], [...'abcdefghij']);
    const { rest, part } = splitOff(small, { fraction: 0.2 });
    expect(part.labels.length).toBe(5);
    expect(new Set(rest.labels).size).toBe(10);
    expect(new Set(splitOff(small, { fraction: 0.99 }).rest.labels).size).toBe(10);
  });

  test('splitOff({ perClass }) takes as many of each class', () => {
    const { part } = splitOff(animals, { perClass: 2 });
    expect([0, 1, 2].map(label => countOf(part, label))).toEqual([2, 2, 2]);
  });

  test('splitOff({ seed }) splits the same way for the same seed, another for another', () => {
    const split = (seed: number): number[] => ids(splitOff(tenth, { fraction: 0.3, seed }).part);
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
  });

  test.each([
    [{}, 'splitOff: expected either fraction or perClass, got neither.'],
    [{ fraction: 0.5, perClass: 1 }, 'splitOff: expected either fraction or perClass, got both.'],
    [{ fraction: 1 }, 'splitOff: expected fraction between 0 and 1, got 1.'],
    [{ perClass: 0 }, 'splitOff: expected perClass to be a positive integer, got 0.'],
    [
      { perClass: 3 },
      'splitOff: expected at least 4 samples in each class (3 to split off, one to stay), got 3 in class "bee". Leave that class out or give it more samples.',
    ],
    [
      { fraction: 0.01 },
      'splitOff: expected at least one sample to split off, got a fraction of 0.01 of 12 samples in 3 classes. Raise the fraction.',
    ],
  ])('splitOff(%j) says what is wrong', (options, message) => {
    expect(messageOf(() => splitOff(animals, options))).toBe(message);
  });
});

describe('selectClasses()', () => {
  test('selectClasses(dataset, names) renumbers labels in the order of the data set, names and groups to match', () => {
    const grouped = { ...animals, groups: ['insect', 'insect', 'mammal'] };
    const selected = selectClasses(grouped, ['cat', 'ant']);
    expect(selected.classNames).toEqual(['ant', 'cat']);
    expect(selected.groups).toEqual(['insect', 'mammal']);
    expect([...selected.labels].map(label => selected.classNames[label])).toEqual(
      ids(selected).map(id => animals.classNames[animals.labels[id]!]),
    );
    expect(selected.labels.length).toBe(9);
  });

  test('selectClasses(dataset, []) is refused', () => {
    expect(messageOf(() => selectClasses(animals, []))).toBe('selectClasses: expected the names of classes, got none.');
  });
});

describe('splitClasses()', () => {
  test('splitClasses(dataset, names) holds classes out, each part numbered from 0', () => {
    const { seen, unseen } = splitClasses(animals, ['ant', 'cat']);
    expect(seen.classNames).toEqual(['bee']);
    expect(new Set(seen.labels)).toEqual(new Set([0]));
    expect(unseen.classNames).toEqual(['ant', 'cat']);
    expect(new Set(unseen.labels)).toEqual(new Set([0, 1]));
    expect([...ids(seen), ...ids(unseen)].sort((a, b) => a - b)).toEqual([...animals.labels.keys()]);
  });

  test('splitClasses(dataset, unknown) offers the nearest class', () => {
    expect(messageOf(() => splitClasses(animals, ['ant', 'bea']))).toBe(
      'splitClasses: expected a class of animals out of ant, bee, cat, got "bea". Did you mean "bee"?',
    );
  });

  test('splitClasses(dataset, all of them) leaves nothing to see', () => {
    expect(messageOf(() => splitClasses(animals, ['ant', 'bee', 'cat']))).toBe(
      'splitClasses: expected at least one class left to be seen, got all 3 held out.',
    );
  });
});

describe('united()', () => {
  test('united(a, b) has the samples of both; a class of one name is one, with its label in a', () => {
    const birds = { ...numbered([1, 2], ['crow', 'bee']), groups: ['bird', 'insect'] };
    const both = united({ ...animals, groups: ['insect', 'insect', 'mammal'] }, birds);
    expect(ids(both)).toEqual([...ids(animals), ...ids(birds)]);
    expect(both.classNames).toEqual(['ant', 'bee', 'cat', 'crow']);
    expect(both.groups).toEqual(['insect', 'insect', 'mammal', 'bird']);
    expect([0, 1, 2, 3].map(label => countOf(both, label))).toEqual([4, 5, 5, 1]);
    expect(both.samples.shape).toEqual([15, 1]);
    expect(united(animals, birds)).not.toHaveProperty('groups');
  });
});

describe('splitPairsOff()', () => {
  const small = numbered([6, 6, 6, 3], ['ant', 'bee', 'cat', 'dog']);

  test('splitPairsOff({ fraction }) takes two samples of some classes of four or more, the same with the same seed', () => {
    const { rest, part } = splitPairsOff(small, { fraction: 0.2, seed: 1 })!;
    expect([0, 1, 2, 3].map(label => countOf(part, label)).sort()).toEqual([0, 0, 2, 2]);
    expect(countOf(part, 3)).toBe(0);
    expect([...ids(rest), ...ids(part)].sort((a, b) => a - b)).toEqual([...small.labels.keys()]);
    expect(ids(splitPairsOff(small, { fraction: 0.2, seed: 1 })!.part)).toEqual(ids(part));
  });

  test('splitPairsOff() gives nothing where that is fewer than four samples, or classes are too small', () => {
    expect(splitPairsOff(small, { fraction: 0.05 })).toBeUndefined();
    expect(splitPairsOff(numbered([6, 3, 3], ['ant', 'bee', 'cat']), { fraction: 0.5 })).toBeUndefined();
  });
});
