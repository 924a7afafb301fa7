import { expect, it } from 'vitest';
import { grey } from '../../../src/data/transforms/grey.ts';
import { Random } from '../../../src/random.ts';

it('grey gives all channels the luma', () => {
  const data = Uint8Array.of(255, 0, 0, 9, /**/ 0, 255, 0, 9, /**/ 0, 0, 255, 9);
  grey.apply({ data, channels: 3, height: 2, width: 2 }, 1, new Random(0));
  expect([...data]).toEqual([76, 150, 29, 9, /**/ 76, 150, 29, 9, /**/ 76, 150, 29, 9]);
});
