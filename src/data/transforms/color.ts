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
export function recolor(image: Image, change: ColorChange): void {
  const { data } = image;
  const plane = data.length / 3;
  const [low, high] = rangeOf(image);
  const rounding = roundingOf(image);
  const { brightness, contrast } = change;
  const middle = low + brightness * (1 - contrast) * (meanLuma(data, plane) - low);
  const before = data.slice();
  for (const [c, [red, green, blue]] of matrixOf(change).entries()) {
    const offset = middle - low * (red + green + blue);
    for (let i = 0; i < plane; i++) {
      const value = offset + red * before[i]! + green * before[plane + i]! + blue * before[2 * plane + i]!;
      data[c * plane + i] = (value < low ? low : value > high ? high : value) + rounding;
    }
  }
}

type Row = readonly [red: number, green: number, blue: number];

/** What red, green and blue become, of red, green and blue; the luma of a colour grows by brightness and contrast alone. */
function matrixOf({ brightness, contrast, saturation, hue }: ColorChange): readonly [Row, Row, Row] {
  const along = saturation * Math.cos(hue);
  const across = saturation * Math.sin(hue);
  const rowOf = (ofRed: number, ofBlue: number): Row => {
    const of = [ofRed, 0, ofBlue];
    return LUMA.map((luma, c) => brightness * contrast * (luma * (1 - ofRed - ofBlue) + of[c]!)) as unknown as Row;
  };
  const red = rowOf(along, (across * U) / V);
  const blue = rowOf((-across * V) / U, along);
  const [r, g, b] = LUMA;
  const green = LUMA.map((luma, c) => (brightness * contrast * luma - r * red[c]! - b * blue[c]!) / g);
  return [red, green as unknown as Row, blue];
}

function meanLuma(data: Image['data'], plane: number): number {
  let sum = 0;
  for (let c = 0; c < 3; c++) for (let i = c * plane; i < (c + 1) * plane; i++) sum += LUMA[c]! * data[i]!;
  return sum / plane;
}
