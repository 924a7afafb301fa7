import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { glyphs } from '../../src/data/glyphs.ts';
import { Random } from '../../src/random.ts';

const PIXELS_OF_SEED_0 = ['ae7c134d7a2aa51d', '3200717276e8877c', 'b009611524c75a0b'];

const small = { classes: { train: 5, validation: 2, test: 3 }, perClass: 4 };
const checksum = (dataset: Dataset): string =>
  createHash('sha256').update(dataset.samples.data).digest('hex').slice(0, 16);

describe('glyphs()', () => {
  test('glyphs() draws the same pixels for the same seed, on every machine', () => {
    const { train, validation, test } = glyphs(small);
    expect([train, validation, test].map(checksum)).toEqual(PIXELS_OF_SEED_0);
  });

  test('glyphs({ seed }) draws another alphabet for another seed', () => {
    expect(checksum(glyphs({ ...small, seed: 1 }).test)).not.toBe(checksum(glyphs(small).test));
  });

  test('glyphs() gives 12 800 training images of 400 classes, and other classes to judge on', () => {
    const { train, validation, test } = glyphs();
    expect(train.samples.shape).toEqual([12800, 1, 28, 28]);
    expect(validation.samples.shape).toEqual([1600, 1, 28, 28]);
    expect(test.samples.shape).toEqual([3200, 1, 28, 28]);
    const names = [train, validation, test].flatMap(part => part.classNames);
    expect(new Set(names).size).toBe(550);
  });

  test('glyphs() draws no character of one part in another', () => {
    const first = (dataset: Dataset): string => String(dataset.samples.data.subarray(0, 784));
    const { train, validation, test } = glyphs(small);
    expect(new Set([train, validation, test].map(first)).size).toBe(3);
  });

  test('glyphs({ classes, perClass }) labels the drawings class by class', () => {
    const { test } = glyphs(small);
    expect([...test.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    expect(test.classNames).toEqual(['test-0', 'test-1', 'test-2']);
  });

  test('glyphs({ perClass }) keeps the drawings it has when asked for more', () => {
    const drawings = (perClass: number): Uint8Array => glyphs({ ...small, perClass }).train.samples.data as Uint8Array;
    expect(drawings(9).subarray(0, 4 * 784)).toEqual(drawings(4).subarray(0, 4 * 784));
  });

  test('glyphs({ size }) draws as much ink, relative to the area, at any size', () => {
    const ink = (size: number): number => {
      const pixels = Array.from(glyphs({ ...small, size }).train.samples.data);
      return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    };
    expect(ink(56) / ink(28)).toBeGreaterThan(0.85);
    expect(ink(56) / ink(28)).toBeLessThan(1.15);
  });

  test('glyphs() leaves no drawing empty', () => {
    const { samples } = glyphs().test;
    for (let i = 0; i < samples.shape[0]!; i++) {
      const lit = samples.data.subarray(i * 784, (i + 1) * 784).filter(value => value > 127).length;
      expect(lit).toBeGreaterThan(15);
    }
  });

  test('glyphs() is hard for raw pixels: the nearest of 20 is right less than 60 % of the time, yet far above chance', () => {
    const accuracy = rawPixelAccuracy(glyphs().test, { ways: 20, trials: 2000 });
    expect(accuracy).toBeLessThan(0.6);
    expect(accuracy).toBeGreaterThan(0.3);
  });

  test.each([
    [{ perClass: 0 }, 'glyphs: expected perClass to be an integer of at least 1, got 0.'],
    [{ classes: { test: 2.5 } }, 'glyphs: expected test to be an integer of at least 1, got 2.5.'],
    [{ size: 4 }, 'glyphs: expected size to be an integer from 8 to 256, got 4.'],
  ])('glyphs(%j) says what is out of range', (options, message) => {
    expect(() => glyphs(options)).toThrow(message);
  });
});

/** One image a class is kept; a query belongs to the class whose image is nearest by Euclidean distance. */
function rawPixelAccuracy(
  { samples, classNames, labels }: Dataset,
  { ways, trials }: { ways: number; trials: number },
) {
  const random = new Random(1);
  const perClass = labels.length / classNames.length;
  let right = 0;
  for (let trial = 0; trial < trials; trial++) {
    const classes = random.permutation(classNames.length).slice(0, ways);
    const query = classes[0]! * perClass + random.int(perClass / 2);
    const distances = Array.from(classes, c => distance(samples.data, query, c * perClass + perClass / 2));
    if (distances.indexOf(Math.min(...distances)) === 0) right++;
  }
  return right / trials;
}

function distance(pixels: ArrayLike<number>, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < 784; k++) sum += (pixels[i * 784 + k]! - pixels[j * 784 + k]!) ** 2;
  return sum;
}
