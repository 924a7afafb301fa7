import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { normalizationOf } from '../../src/training/normalization.ts';
import { prepare } from '../../src/training/prepare.ts';

/** `perClass` one-pixel images of each class, all of the value 10 · class. */
function flat(classNames: string[], perClass: number, name = 'flat'): Dataset {
  const labels = Int32Array.from({ length: classNames.length * perClass }, (_, i) => Math.floor(i / perClass));
  const data = Uint8Array.from(labels, label => 10 * label);
  return { name, samples: { data, shape: [labels.length, 1, 1, 1] }, labels, classNames };
}

/** The same with another image each. */
function numbered(classNames: string[], perClass: number): Dataset {
  const dataset = flat(classNames, perClass);
  return { ...dataset, samples: { ...dataset.samples, data: Float32Array.from(dataset.labels, (_, i) => i) } };
}

const digits = Array.from({ length: 10 }, (_, i) => String(i));
const options = { unseenClasses: [], seed: 0 };

describe('prepare(parts, options)', () => {
  it('splits a tenth off for validation, stratified', () => {
    const { train, validation, classes } = prepare({ train: flat(digits, 20), test: flat(digits, 5) }, options);
    expect([train.labels.length, validation!.labels.length, classes]).toEqual([180, 20, 10]);
    expect(new Set(validation!.labels).size).toBe(10);
  });

  it('keeps unseen classes out of training and validation and judges them apart', () => {
    const parts = { train: flat(digits, 20), test: flat(digits, 5) };
    const { train, validation, seen, unseen } = prepare(parts, { ...options, unseenClasses: ['7', '8', '9'] });
    expect(Math.max(...train.samples.data, ...validation!.samples.data)).toBe(60);
    expect(train.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(seen!.queries.labels.length).toBe(35);
    expect(new Set(unseen!.queries.samples.data)).toEqual(new Set([70, 80, 90]));
    expect(unseen!.gallery.classNames).toEqual(unseen!.queries.classNames);
    expect(unseen!.evaluatedOn).toContain('7, 8, 9');
  });

  it('judges a data set whose test classes are others on unseen ones only', () => {
    const parts = { train: flat(['a', 'b'], 10), validation: flat(['c'], 10), test: flat(['d', 'e'], 10) };
    const { seen, unseen, validation } = prepare(parts, options);
    expect(seen).toBeUndefined();
    expect(unseen!.queries.labels.length + unseen!.gallery.labels.length).toBe(20);
    expect(validation!.classNames).toEqual(['c']);
  });
});

describe('prepare(parts, options) with few samples', () => {
  const none = (part: string) => [
    `There is no validation: ${part} would need two classes, and two samples in one of them.`,
  ];

  it('validates on none, and says so, where they have none to spare', () => {
    const eight = { train: flat(['a', 'b'], 4), test: flat(['a', 'b'], 4) };
    const { train, validation, notes } = prepare(eight, options);
    expect([train.labels.length, validation]).toEqual([8, undefined]);
    expect(notes).toEqual(none('10 % of the 8 training samples'));
    expect(prepare({ ...eight, validation: flat(['a'], 9) }, options).notes).toEqual([
      'There is no threshold for pairs: the validation part would need two classes, and two samples in one of them.',
    ]);
    expect(prepare({ ...eight, validation: flat(['a', 'b'], 2) }, options).notes).toEqual([]);
  });

  const train = flat(digits, 4);
  it.each([
    ['one class', flat(['a'], 9), [], 'got 9 samples of 1 class (1 class never trained on).'],
    ['one class that is trained on', flat(['0'], 9), [], 'got 9 samples of 1 class (the test set of 9 samples).'],
    ['one sample a class', flat(digits, 1), [], 'got 10 samples of 10 classes (the test set of 10 samples).'],
    [
      'two samples of each new class',
      flat(['a', 'b'], 2),
      [],
      'expected two classes of at least four samples, since half of them serve to recognise the others, got 2 samples in the other half of 2 classes (2 classes never trained on). Give it more samples of each class.',
    ],
    [
      'one class held out',
      flat(digits, 4),
      ['7'],
      'got 4 samples of 1 class (test samples of classes never trained on (7)).',
    ],
  ])('refuses a test set of %s before training', (_, test, unseenClasses, message) => {
    expect(() => prepare({ train, test }, { ...options, unseenClasses })).toThrow(message);
  });
});

describe('normalizationOf(dataset)', () => {
  it('is mean and deviation of each channel, of bytes as fractions of 255', () => {
    const data = Uint8Array.from([0, 255, 51, 51, 255, 0, 51, 51]);
    const { scale, mean, deviation } = normalizationOf({
      name: 'x',
      samples: { data, shape: [2, 2, 1, 2] },
      labels: new Int32Array(2),
      classNames: ['a'],
    });
    expect(scale).toBe(1 / 255);
    expect(mean[0]).toBeCloseTo(0.5);
    expect(mean[1]).toBeCloseTo(0.2);
    expect(deviation[0]).toBeCloseTo(0.5);
    expect(deviation[1]).toBe(1); // a channel without variation is left as it is
  });

  it('tests on the same queries and gallery whatever the seed', () => {
    const parts = (perClass: number) => ({ train: flat(['a', 'b'], 10), test: numbered(['d', 'e'], perClass) });
    const [one, other] = [0, 1].map(seed => prepare(parts(10), { ...options, seed }).unseen!);
    expect(other!.queries.samples).toEqual(one!.queries.samples);
    expect(other!.gallery.samples).toEqual(one!.gallery.samples);
    const large = { train: numbered(['a', 'b'], 30_000), validation: flat(['c'], 1), test: flat(['a', 'b'], 5) };
    const [first, second] = [0, 1].map(seed => prepare(large, { ...options, seed }).seen!.gallery);
    expect(first!.labels.length).toBe(10_000);
    expect(second!.samples).toEqual(first!.samples);
  });
});
