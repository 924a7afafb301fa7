import { randomAffine } from './jitter.ts';
import type { Transform } from './transform.ts';
import { warp } from './warp.ts';

/** Shifts, stretches and leans each image. */
export const affine: Transform = {
  about: 'shifts images by up to this part of their side, and stretches and leans them as much',
  most: 0.5,
  usual: 0.1,
  apply(image, strength, random) {
    const motion = { shear: strength, scale: strength, shift: strength };
    warp(image, randomAffine(motion, image.height, image.width, random));
  },
};
