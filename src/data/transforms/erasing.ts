import type { Transform } from './transform.ts';

/** Parts of an image's area that are erased, and their height against their width, at most and one over it at least. */
const AREA = { least: 0.02, most: 0.33 };
const RATIO = 10 / 3;

/** Fills a rectangle of some images with their mean: Zhong et al. 2020. */
export const erasing: Transform = {
  about: 'fills a rectangle (2 to 33 % of the area) with the image’s mean; the part of the images',
  most: 1,
  usual: 0.3,
  apply({ data, channels, height, width }, strength, random) {
    if (random.uniform() >= strength) return;
    const area = random.uniform(AREA.least, AREA.most) * height * width;
    const ratio = Math.exp(random.uniform(-Math.log(RATIO), Math.log(RATIO)));
    const side = (length: number, limit: number) => Math.min(limit, Math.max(1, Math.round(length)));
    const [rows, columns] = [side(Math.sqrt(area * ratio), height), side(Math.sqrt(area / ratio), width)];
    const [top, left] = [random.int(height - rows + 1), random.int(width - columns + 1)];
    for (let c = 0; c < channels; c++) {
      const plane = data.subarray(c * height * width, (c + 1) * height * width);
      const mean = meanOf(plane);
      for (let y = top; y < top + rows; y++) plane.fill(mean, y * width + left, y * width + left + columns);
    }
  },
};

function meanOf(plane: Uint8Array | Float32Array): number {
  let sum = 0;
  for (const value of plane) sum += value;
  return plane instanceof Uint8Array ? Math.round(sum / plane.length) : sum / plane.length;
}
