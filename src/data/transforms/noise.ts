import { rangeOf, roundingOf } from './image.ts';
import type { Transform } from './transform.ts';

/** Mean and standard deviation of the sum of four bytes, which is nearly normal. */
const SUM = { mean: 510, deviation: Math.sqrt((4 * (256 ** 2 - 1)) / 12) };

/** Adds noise to each number of an image. */
export const noise: Transform = {
  about: 'adds noise to each number; its greatest standard deviation as a part of the range from black to white',
  most: 1,
  usual: 0.05,
  apply(image, strength, random) {
    const { data } = image;
    const [low, high] = rangeOf(image);
    const rounding = roundingOf(image);
    const scale = (random.uniform(0, strength) * (high - low)) / SUM.deviation;
    for (let i = 0; i < data.length; i++) {
      const bits = random.uint32();
      const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
      const value = data[i]! + scale * (sum - SUM.mean);
      data[i] = (value < low ? low : value > high ? high : value) + rounding;
    }
  },
};
