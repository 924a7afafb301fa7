import { expect, it } from 'vitest';
import { erasing } from '../../../src/data/transforms/erasing.ts';
import { Random } from '../../../src/random.ts';

it('erasing fills one rectangle with the mean of each channel', () => {
  const random = new Random(6);
  const parts = Array.from({ length: 100 }, () => {
    const half = 200; // of 20 × 20 pixels are 0, half 100
    const data = Float32Array.from({ length: 2 * 400 }, (_, i) => (i % 2) * 100 * (i < 2 * half ? 1 : 2));
    erasing.apply({ data, channels: 2, height: 20, width: 20 }, 1, random);
    const erased = [...data.subarray(0, 400).entries()].flatMap(([i, value]) => (value === 50 ? [i] : []));
    const [rows, columns] = [erased.map(i => Math.floor(i / 20)), erased.map(i => i % 20)];
    const [height, width] = [rows, columns].map(all => Math.max(...all) - Math.min(...all) + 1);
    expect(erased.length).toBe(height! * width!);
    for (const i of erased) expect(data[400 + i]).toBe(100);
    return erased.length / 400;
  });
  expect(Math.min(...parts)).toBeLessThan(0.06);
  expect(Math.max(...parts)).toBeGreaterThan(0.27);
  expect(Math.max(...parts)).toBeLessThan(0.36);
});
