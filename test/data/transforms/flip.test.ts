import { expect, it } from 'vitest';
import { flip } from '../../../src/data/transforms/flip.ts';
import { Random } from '../../../src/random.ts';

it('flip mirrors each row of each channel', () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6, /**/ 7, 8, 9, 10, 11, 12);
  flip.apply({ data, channels: 2, height: 2, width: 3 }, 1, new Random(0));
  expect([...data]).toEqual([3, 2, 1, 6, 5, 4, /**/ 9, 8, 7, 12, 11, 10]);
});

it('flip mirrors that part of the images', () => {
  const random = new Random(0);
  const mirrored = Array.from({ length: 400 }, () => {
    const data = Uint8Array.of(1, 2);
    flip.apply({ data, channels: 1, height: 1, width: 2 }, 0.25, random);
    return data[0] === 2;
  }).filter(Boolean).length;
  expect(mirrored).toBeGreaterThan(70);
  expect(mirrored).toBeLessThan(130);
});
