import type { Transform } from './transform.ts';

/** Mirrors some images. */
export const flip: Transform = {
  about: 'mirrors images left to right; the part of them',
  most: 1,
  usual: 0.5,
  apply({ data, width }, strength, random) {
    if (random.uniform() >= strength) return;
    for (let start = 0; start < data.length; start += width) data.subarray(start, start + width).reverse();
  },
};
