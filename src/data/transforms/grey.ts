import { LUMA, roundingOf } from './image.ts';
import type { Transform } from './transform.ts';

/** Takes the colour from some images. */
export const grey: Transform = {
  about: 'makes colour images grey; the part of them',
  most: 1,
  usual: 0.2,
  needsColor: true,
  apply(image, strength, random) {
    if (random.uniform() >= strength) return;
    const { data } = image;
    const plane = data.length / 3;
    const rounding = roundingOf(image);
    for (let i = 0; i < plane; i++) {
      const luma = LUMA[0] * data[i]! + LUMA[1] * data[plane + i]! + LUMA[2] * data[2 * plane + i]! + rounding;
      data[i] = data[plane + i] = data[2 * plane + i] = luma;
    }
  },
};
