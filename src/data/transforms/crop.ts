import type { Transform } from './transform.ts';
import { warp } from './warp.ts';

/** The longest a part may be against its height, and the reverse. */
const RATIO = 4 / 3;

/** A part of each image, stretched to its size: the random resized crop of Szegedy et al. 2015. */
export const crop: Transform = {
  about: 'shows a part of each image in its full size; the part of its area that is cut off at most',
  most: 0.9,
  usual: 0.4,
  apply(image, strength, random) {
    const area = random.uniform(1 - strength, 1);
    const longest = Math.log(Math.min(RATIO, 1 / area));
    const ratio = Math.exp(random.uniform(-longest, longest));
    const [across, down] = [Math.sqrt(area * ratio), Math.sqrt(area / ratio)];
    const [right, bottom] = [image.width - 1, image.height - 1];
    warp(image, {
      ...{ xx: across, xy: 0, x0: random.uniform(0, 1 - across) * right },
      ...{ yx: 0, yy: down, y0: random.uniform(0, 1 - down) * bottom },
    });
  },
};
