import { randomAffine } from './jitter.ts';
import type { Transform } from './transform.ts';
import { warp } from './warp.ts';

/** Turns each image. */
export const rotation: Transform = {
  about: 'turns images about their centre; the greatest angle in degrees, either way',
  most: 180,
  usual: 15,
  apply(image, strength, random) {
    warp(image, randomAffine({ rotation: strength }, image.height, image.width, random));
  },
};
