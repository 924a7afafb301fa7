import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { divide } from '../../src/data/divide.ts';
import type { Entry } from '../../src/data/formats/listing.ts';

/** Classes of so many samples; sample i has the value i. */
function dataset(...sizes: number[]): Dataset {
  const labels = Int32Array.from(sizes.flatMap((size, label) => new Array<number>(size).fill(label)));
  return {
    name: 'photos',
    samples: { data: Float32Array.from(labels.keys()), shape: [labels.length, 1] },
    labels,
    classNames: sizes.map((_, label) => `c${label}`),
  };
}
const entriesOf = ({ labels }: Dataset, more: (i: number) => Partial<Entry> = () => ({})): Entry[] =>
  Array.from(labels, (label, i) => ({ id: String(i), label: `c${label}`, ...more(i) }));
const rows = (part: Dataset | undefined) => (part ? Array.from(part.samples.data) : []);
const sizes = ({ labels, classNames }: Dataset) => classNames.map((_, c) => labels.filter(label => label === c).length);

describe('divide(dataset, entries)', () => {
  it('takes a fifth of each class for testing, the same each time, and at least two', () => {
    const data = dataset(50, 10, 4);
    const { train, test, isGiven } = divide(data, entriesOf(data));
    expect([sizes(train), sizes(test), isGiven]).toEqual([[40, 8, 2], [10, 2, 2], false]);
    expect([...rows(train), ...rows(test)].sort((a, b) => a - b)).toEqual([...data.labels.keys()]);
    expect(rows(divide(data, entriesOf(data)).test)).toEqual(rows(test));
  });

  it('divides classes of three as far as it goes, and says what classes of two lack', () => {
    const three = dataset(3, 3, 3, 3);
    expect(sizes(divide(three, entriesOf(three)).test)).toEqual([2, 2]);
    const two = dataset(2, 2, 2);
    expect(() => divide(two, entriesOf(two))).toThrow(
      'photos: expected at least two classes of four samples or more, to train on and to test on, got 3 classes of at most 2 samples.',
    );
  });

  it('divides as the entries say', () => {
    const data = dataset(2, 2);
    const parts = ['train', 'test', 'train', 'validation'] as const;
    const { train, validation, test, isGiven } = divide(
      data,
      entriesOf(data, i => ({ part: parts[i]! })),
    );
    expect([rows(train), rows(validation), rows(test), isGiven]).toEqual([[0, 2], [3], [1], true]);
    expect(validation!.classNames).toEqual(['c1']);
  });

  it('tests on the validation part, or a fifth of training, where there is no test part', () => {
    const data = dataset(10, 10);
    const { notes, ...parts } = divide(
      data,
      entriesOf(data, i => ({ part: i % 2 ? 'validation' : 'train' })),
    );
    expect([parts.train, parts.test].map(sizes)).toEqual([
      [5, 5],
      [5, 5],
    ]);
    expect(parts.validation).toBeUndefined();
    expect(notes).toEqual([
      'There is no test part: the validation part is tested on, and a tenth of the training part validates.',
    ]);
    const alone = divide(
      data,
      entriesOf(data, () => ({ part: 'train' })),
    );
    expect([sizes(alone.test), alone.notes]).toEqual([
      [2, 2],
      ['There is no test part: a fifth of the training part is tested on.'],
    ]);
    expect(() =>
      divide(
        data,
        entriesOf(data, () => ({ part: 'test' })),
      ),
    ).toThrow('photos: expected a part to train on, got test only.');
  });

  it('keeps groups in one part, for validation too, and each class of several groups in both', () => {
    const data = dataset(40, 40, 6);
    const groupOf = (i: number) => (i < 80 ? `g${Math.floor(i / 4)}` : `small${i % 2}`);
    const { train, validation, test } = divide(
      data,
      entriesOf(data, i => ({ group: groupOf(i) })),
    );
    const groups = [train, validation, test].map(part => new Set(rows(part).map(groupOf)));
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect([...groups[a]!].filter(group => groups[b]!.has(group))).toEqual([]);
    expect(validation!.labels.length).toBeGreaterThan(0);
    expect(sizes(test)).toEqual([8, 8, 3]);
  });

  it('says which classes a group cannot be divided of', () => {
    const data = dataset(10, 10, 10);
    const groupOf = (i: number) => (i < 20 ? `g${i % 10}` : 'alone');
    expect(
      divide(
        data,
        entriesOf(data, i => ({ group: groupOf(i) })),
      ).notes,
    ).toEqual(['1 class has no test sample: a group cannot be divided.']);
    expect(() =>
      divide(
        data,
        entriesOf(data, () => ({ group: 'one' })),
      ),
    ).toThrow(
      'photos: expected at least two classes with samples in two groups or more, so that one group can be tested on, got 1 group of 3 classes.',
    );
  });

  it('says where given parts divide a group', () => {
    const data = dataset(2, 2);
    const { notes } = divide(
      data,
      entriesOf(data, i => ({ group: `g${i % 2}`, part: i < 2 ? 'train' : 'test' })),
    );
    expect(notes).toEqual(['2 groups are in several of the given parts ("g0", "g1"): the test may be too easy.']);
  });
});
