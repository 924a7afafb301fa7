/** A point for each pixel of an image, row by row. */
export interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The pixels' own places. */
export const pointsOf = (height: number, width: number): Points => ({
  x: Float32Array.from({ length: height * width }, (_, i) => i % width),
  y: Float32Array.from({ length: height * width }, (_, i) => Math.floor(i / width)),
});

/** x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0. */
export interface AffineMap {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** How far the nodes of a mesh over the image are moved, in pixels; between them it is interpolated. */
export interface Bend {
  /** Along each axis. */
  readonly cells: number;
  /** [(cells + 1)²], row by row. */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Maps points, in place, and then moves each by the bend at its place. */
export function moved(points: Points, map: AffineMap, bend: Bend | undefined, height: number, width: number): void {
  for (let i = 0; i < points.x.length; i++) {
    const x = map.xx * points.x[i]! + map.xy * points.y[i]! + map.x0;
    const y = map.yx * points.x[i]! + map.yy * points.y[i]! + map.y0;
    points.x[i] = x;
    points.y[i] = y;
    if (!bend) continue;
    const u = (clamp(x, width - 1) / (width - 1)) * bend.cells;
    const v = (clamp(y, height - 1) / (height - 1)) * bend.cells;
    points.x[i]! += valueAt(bend.x, bend.cells + 1, u, v);
    points.y[i]! += valueAt(bend.y, bend.cells + 1, u, v);
  }
}

/** Interpolates between the four nodes about (u, v) of a square grid; a node beyond the last is the last. */
function valueAt(grid: Float32Array, side: number, u: number, v: number): number {
  const left = Math.min(Math.floor(u), side - 2);
  const top = Math.min(Math.floor(v), side - 2);
  const corner = top * side + left;
  const above = mix(grid[corner]!, grid[corner + 1]!, u - left);
  const below = mix(grid[corner + side]!, grid[corner + side + 1]!, u - left);
  return mix(above, below, v - top);
}

/** Draws an image [height, width] anew, in place: each pixel as it was at its point. */
export function resample(image: Uint8Array | Float32Array, points: Points, height: number, width: number): void {
  const framed = inFrame(image, height, width);
  const stride = width + 3;
  const rounding = image instanceof Uint8Array ? 0.5 : 0; // storing in bytes cuts off
  for (let i = 0; i < image.length; i++) {
    const x = clamp(points.x[i]! + 1, width + 1);
    const y = clamp(points.y[i]! + 1, height + 1);
    const left = Math.floor(x);
    const top = Math.floor(y);
    const corner = top * stride + left;
    const above = mix(framed[corner]!, framed[corner + 1]!, x - left);
    const below = mix(framed[corner + stride]!, framed[corner + stride + 1]!, x - left);
    image[i] = mix(above, below, y - top) + rounding;
  }
}

/** A copy in a frame of zeros, one pixel wide above and left, two below and right, so that neighbours need no checks. */
function inFrame(image: Uint8Array | Float32Array, height: number, width: number): Float32Array {
  const framed = new Float32Array((height + 3) * (width + 3));
  for (let y = 0; y < height; y++) {
    framed.set(image.subarray(y * width, (y + 1) * width), (y + 1) * (width + 3) + 1);
  }
  return framed;
}

const clamp = (value: number, high: number): number => (value < 0 ? 0 : value > high ? high : value);

const mix = (a: number, b: number, part: number): number => a + (b - a) * part;
