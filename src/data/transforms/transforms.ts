import type { Random } from '../../random.ts';
import { affine } from './affine.ts';
import { blur } from './blur.ts';
import { color } from './color.ts';
import { crop } from './crop.ts';
import { erasing } from './erasing.ts';
import { flip } from './flip.ts';
import { grey } from './grey.ts';
import { noise } from './noise.ts';
import { rotation } from './rotation.ts';
import type { Transform } from './transform.ts';

/** All ways to vary an image, in the order in which they come. */
export const transforms = { flip, crop, rotation, affine, color, grey, blur, noise, erasing } satisfies Readonly<
  Record<string, Transform>
>;

export type TransformName = keyof typeof transforms;

/** How strong each transform is; those that are left out are not done. */
export type Strengths = { readonly [Name in TransformName]?: number | undefined };

export const transformNames = Object.keys(transforms) as readonly TransformName[];

/** Varies each image of a batch [n, channels, height, width] in place, by the random numbers of its row. */
export function transformEach(
  samples: Uint8Array | Float32Array,
  [channels, height, width]: readonly [number, number, number],
  strengths: Strengths,
  randomOf: (row: number) => Random,
): void {
  const size = channels * height * width;
  const chosen = transformNames.filter(name => strengths[name] !== undefined);
  if (chosen.length === 0) return;
  for (let row = 0; (row + 1) * size <= samples.length; row++) {
    const random = randomOf(row);
    const image = { data: samples.subarray(row * size, (row + 1) * size), channels, height, width };
    for (const name of chosen) transforms[name].apply(image, strengths[name]!, random);
  }
}
