import { type Image, roundingOf } from './image.ts';
import type { Transform } from './transform.ts';

/** Pixels that a narrower blur would leave as they are. */
const NARROW = 0.2;

/** Blurs each image with a Gaussian. */
export const blur: Transform = {
  about: 'blurs images with a Gaussian; its greatest standard deviation in pixels',
  most: 5,
  usual: 1,
  apply: (image, strength, random) => smooth(image, random.uniform(0, strength)),
};

/** Blurs an image in place, along its rows and along its columns; beyond the border its edge goes on. */
export function smooth(image: Image, deviation: number): void {
  if (deviation < NARROW) return;
  const { data, channels, height, width } = image;
  const weights = gaussian(deviation);
  const rounding = roundingOf(image);
  const [from, between] = [new Float32Array(height * width), new Float32Array(height * width)];
  for (let c = 0; c < channels; c++) {
    const plane = data.subarray(c * height * width, (c + 1) * height * width);
    from.set(plane);
    along(from, between, weights, { lines: height, line: width, length: width, step: 1 });
    along(between, from, weights, { lines: width, line: 1, length: height, step: width });
    for (let i = 0; i < plane.length; i++) plane[i] = from[i]! + rounding;
  }
}

/** How lines lie in an array: each begins `line` after the one before and has `length` numbers, `step` apart. */
interface Lines {
  readonly lines: number;
  readonly line: number;
  readonly length: number;
  readonly step: number;
}

function along(
  from: Float32Array,
  to: Float32Array,
  weights: Float64Array,
  { lines, line, length, step }: Lines,
): void {
  const radius = (weights.length - 1) / 2;
  for (let k = 0; k < lines; k++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let j = -radius; j <= radius; j++) {
        const at = i + j < 0 ? 0 : i + j >= length ? length - 1 : i + j;
        sum += weights[j + radius]! * from[k * line + at * step]!;
      }
      to[k * line + i * step] = sum;
    }
  }
}

/** Weights out to three standard deviations; their sum is 1. */
function gaussian(deviation: number): Float64Array {
  const radius = Math.ceil(3 * deviation);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - radius) / deviation) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map(weight => weight / sum);
}
