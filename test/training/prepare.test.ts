import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { normalizationOf, prepare } from '../../src/training/prepare.ts';

/** `perClass` one-pixel images of each class, all of the value 10 · class. */
function flat(classNames: string[], perClass: number, name = 'flat'): Dataset {
  const labels = Int32Array.from({ length: classNames.length * perClass }, (_, i) => Math.floor(i / perClass));
  const data = Uint8Array.from(labels, label => 10 * label);
  return { name, samples: { data, shape: [labels.length, 1, 1, 1] }, labels, classNames };
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
});
