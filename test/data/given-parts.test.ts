import { describe, expect, it } from 'vitest';
import type { GivenDataset, GivenParts } from '../../src/data/dataset.ts';
import { readDataset, readParts } from '../../src/data/given-parts.ts';
import { glyphs } from '../../src/data/glyphs.ts';

const rows = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const table: GivenDataset = { samples: rows, labels: ['b', 'a', 'b'] };
const floats = (values: number[], shape: number[]) => ({ data: Float32Array.from(values), shape });

describe('readDataset(given, who) takes', () => {
  it('nested arrays, and class names for labels', () => {
    expect(readDataset(table, 'x')).toEqual({
      name: 'data',
      samples: floats([1, 2, 3, 4, 5, 6], [3, 2]),
      labels: Int32Array.of(1, 0, 1),
      classNames: ['a', 'b'],
    });
  });

  it('a list of numbers for labels, with class names or as names of their own', () => {
    const named = readDataset({ ...table, labels: [1, 0, 1], classNames: ['x', 'y', 'z'] }, 'x');
    expect([named.labels, named.classNames]).toEqual([Int32Array.of(1, 0, 1), ['x', 'y', 'z']]);
    const numbered = readDataset({ ...table, labels: [2_000_000_000, 9, 10] }, 'x');
    expect([numbered.labels, numbered.classNames]).toEqual([Int32Array.of(2, 0, 1), ['9', '10', '2000000000']]);
  });

  it('bytes as bytes, also clamped ones, and all other numbers as float32', () => {
    const read = (data: ArrayLike<number>) =>
      readDataset({ ...table, samples: { data, shape: [3, 2] } }, 'x').samples.data;
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(read(bytes)).toBe(bytes);
    expect(read(Uint8ClampedArray.from(bytes))).toEqual(bytes);
    expect(read(Float64Array.from(bytes))).toEqual(Float32Array.from(bytes));
    expect(read(Array.from(bytes))).toEqual(Float32Array.from(bytes));
  });
});

describe('readDataset(given, who) refuses', () => {
  const images = {
    samples: { data: new Float32Array(16).fill(0, 0, 13).fill(Number.NaN, 13), shape: [2, 2, 2, 2] },
    labels: [0, 1],
  };
  const cases: [what: string, given: unknown, message: string][] = [
    ['nothing', null, 'x: expected an object, got null.'],
    ['no labels', { samples: rows }, 'x: expected labels, got none.'],
    [
      'fewer numbers than the shape holds',
      { ...table, samples: floats(new Array(40).fill(0), [100, 4]) },
      'x.samples: expected 400 numbers for shape [100, 4], got 40.',
    ],
    ['a shape without samples', { ...table, samples: floats([], [0, 2]) }, 'got shape [0, 2].'],
    ['a list of numbers', { ...table, samples: [1, 2, 3] }, 'got shape [3].'],
    ['no samples but an object', { ...table, samples: {} }, 'got neither { data, shape } nor nested arrays.'],
    [
      'rows of two lengths',
      { ...table, samples: [[1, 2], [3], [4, 5]] },
      'x.samples: expected 2 values at [1], got 1 values.',
    ],
    [
      'a text among the numbers',
      {
        ...table,
        samples: [
          [1, 2],
          [3, '4'],
          [4, 5],
        ],
      },
      'expected a number at [1, 1], got "4".',
    ],
    [
      'NaN in a table',
      {
        ...table,
        samples: [
          [1, 2],
          [3, 4],
          [5, Number.NaN],
        ],
      },
      'x.samples: expected finite numbers, got NaN in row 2, column 1. Leave the sample out, or fill the value in.',
    ],
    [
      'infinity',
      {
        ...table,
        samples: [
          [1, 2],
          [1 / 0, 4],
          [5, 6],
        ],
      },
      'got Infinity in row 1, column 0.',
    ],
    ['NaN in an image', images, 'got NaN in sample 1 at [1, 0, 1].'],
    ['too many labels', { ...table, labels: [0, 1, 0, 1] }, 'x: expected 3 labels, one a sample, got 4.'],
    [
      'a label beyond the class names',
      { ...table, labels: Int32Array.of(0, 2, 1), classNames: ['a', 'b'] },
      'x: expected labels that are whole numbers from 0 below 2, the number of class names, got 2 for sample 1.',
    ],
    ['two milliards', { ...table, labels: [0, 1, 2e9], classNames: ['a', 'b'] }, 'got 2000000000 for sample 2.'],
    ['a label below 0', { ...table, labels: [0, -1, 1] }, 'labels that are whole numbers from 0, got -1 for sample 1.'],
    ['half a label', { ...table, labels: [0, 0.5, 1] }, 'got 0.5 for sample 1.'],
    ['a text among numbers', { ...table, labels: [0, '1', 1] }, 'got "1" for sample 1.'],
    [
      'a name that is no class',
      { ...table, classNames: ['a', 'c'] },
      'labels that are class names, got "b" for sample 0.',
    ],
    [
      'one class name twice',
      { ...table, classNames: ['a', 'b', 'a'] },
      'x: expected different class names, got "a" twice.',
    ],
    ['groups that are not one a class', { ...table, groups: ['g'] }, 'x: expected 2 groups, one a class, got 1.'],
  ];
  it.each(cases)('%s', (_, given, message) => {
    expect(() => readDataset(given as GivenDataset, 'x')).toThrow(message);
  });
});

describe('readParts({ train, validation, test })', () => {
  it('gives what is a data set already back as it is', () => {
    const parts = glyphs({ classes: { train: 2, validation: 2, test: 2 }, perClass: 2, size: 8 });
    expect(readParts(parts)).toEqual(parts);
    expect(readParts(parts).train.samples.data).toBe(parts.train.samples.data);
  });

  it('gives a class the same number in all parts, whatever its place there', () => {
    const test = { samples: rows, labels: [0, 1, 2], classNames: ['new', 'b', 'a'] };
    const read = readParts({ train: table, test });
    expect(read.test.classNames).toEqual(['a', 'b', 'new']);
    expect(Array.from(read.test.labels)).toEqual([2, 1, 0]);
  });

  const parts = { train: table, test: table };
  const fix = 'Split a part off: const { rest: train, part: test } = datasets.splitOff(data, { fraction: 0.2 }).';
  it.each<[string, unknown, string]>([
    ['a bare data set', table, `dataset: expected train and test parts, { train, test }, got a bare data set. ${fix}`],
    ['an empty object', {}, `got neither. ${fix}`],
    ['no test', { train: table }, `got no test part. ${fix}`],
    ['a train part that is a text', { ...parts, train: 'x' }, 'dataset.train: expected an object, got x.'],
    [
      'test samples of another shape',
      { ...parts, test: { samples: [[1], [2]], labels: [0, 1] } },
      'dataset.test: expected samples of shape [2], as those of train, got [1].',
    ],
    [
      'bytes to test where floats are trained on',
      { ...parts, test: { samples: { data: new Uint8Array(4), shape: [2, 2] }, labels: [0, 1] } },
      'dataset.test: expected floats, as the samples of train, got bytes.',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(() => readParts(given as GivenParts)).toThrow(message);
  });
});
