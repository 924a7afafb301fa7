import type { Random } from '../../random.ts';
import { type Image, LUMA, rangeOf, roundingOf } from './image.ts';
import type { Transform } from './transform.ts';

/** Scales of blue − luma and red − luma in YUV, where a turn changes the hue. */
const [U, V] = [0.492, 0.877];

/** Changes brightness, contrast, saturation and hue of each image. */
export const color: Transform = {
  about:
    'changes brightness, contrast and saturation of colours by up to this part, and hue by a quarter turn times it',
  most: 1,
  usual: 0.3,
  needsColor: true,
  apply: (image, strength, random) => recolor(image, randomChange(strength, random)),
};

/** How colours change: 1, 1, 1 and 0 leave them. */
export interface ColorChange {
  /** A factor of all numbers. */
  readonly brightness: number;
  /** A factor of how far numbers are from the image's mean luma. */
  readonly contrast: number;
  /** A factor of how far colours are from grey. */
  readonly saturation: number;
  /** An angle in radians. */
  readonly hue: number;
}

function randomChange(strength: number, random: Random): ColorChange {
  const factor = () => 1 + random.uniform(-strength, strength);
  return {
    ...{ brightness: factor(), contrast: factor(), saturation: factor() },
    hue: (random.uniform(-strength, strength) * Math.PI) / 2,
  };
}

/** Changes the colours of an image [3, height, width] in place, and keeps them inside its range. */
export function recolor(image: Image, { brightness, contrast, saturation, hue }: ColorChange): void {
  const { data } = image;
  const plane = data.length / 3;
  const [low, high] = rangeOf(image);
  const rounding = roundingOf(image);
  const [r, g, b] = LUMA;
  const factor = brightness * contrast;
  const grey = low + brightness * (1 - contrast) * (meanLuma(data, plane) - low);
  const along = saturation * Math.cos(hue);
  const across = saturation * Math.sin(hue);
  const store = (i: number, value: number) => {
    const stored = grey + factor * (value - low);
    data[i] = (stored < low ? low : stored > high ? high : stored) + rounding;
  };
  for (let i = 0; i < plane; i++) {
    const luma = r * data[i]! + g * data[plane + i]! + b * data[2 * plane + i]!;
    const [u, v] = [data[2 * plane + i]! - luma, data[i]! - luma];
    const blue = along * u - (across * V * v) / U;
    const red = along * v + (across * U * u) / V;
    store(i, luma + red);
    store(plane + i, luma - (r * red + b * blue) / g);
    store(2 * plane + i, luma + blue);
  }
}

function meanLuma(data: Image['data'], plane: number): number {
  let sum = 0;
  for (let c = 0; c < 3; c++) for (let i = c * plane; i < (c + 1) * plane; i++) sum += LUMA[c]! * data[i]!;
  return sum / plane;
}
