import type { Image } from './image.ts';
import { type AffineMap, resample } from './resample.ts';

/** Draws an image anew, in place: each pixel as it was where the map sends it. Beyond the border all is 0. */
export function warp({ data, channels, height, width }: Image, { xx, xy, x0, yx, yy, y0 }: AffineMap): void {
  const plane = height * width;
  const points = { x: new Float32Array(plane), y: new Float32Array(plane) };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      points.x[i] = xx * x + xy * y + x0;
      points.y[i] = yx * x + yy * y + y0;
    }
  }
  for (let c = 0; c < channels; c++) resample(data.subarray(c * plane, (c + 1) * plane), points, height, width);
}
