import { expect, it } from 'vitest';
import { noise } from '../../../src/data/transforms/noise.ts';
import { Random } from '../../../src/random.ts';

it('noise adds numbers about 0, in each image with another deviation up to the strength', () => {
  const random = new Random(4);
  const deviations = Array.from({ length: 40 }, () => {
    const data = new Uint8Array(1024).fill(128);
    noise.apply({ data, channels: 1, height: 32, width: 32 }, 0.1, random);
    const added = Array.from(data, value => value - 128);
    expect(Math.abs(added.reduce((sum, each) => sum + each, 0) / 1024)).toBeLessThan(3);
    return Math.sqrt(added.reduce((sum, each) => sum + each * each, 0) / 1024);
  });
  expect(Math.max(...deviations)).toBeGreaterThan(22);
  expect(Math.max(...deviations)).toBeLessThan(27);
  expect(Math.min(...deviations)).toBeLessThan(5);
});
