import type { Random } from '../../random.ts';

/** How far images are moved at most, at random in both directions. All default to 0. */
export interface JitterOptions {
  /** In degrees. */
  readonly rotation?: number | undefined;
  /** The tangent of the angle by which upright lines lean. */
  readonly shear?: number | undefined;
  /** Each axis for itself: 0.2 makes it up to 1.2 times as long or as short. */
  readonly scale?: number | undefined;
  /** Along each axis, as a part of the image's side. */
  readonly shift?: number | undefined;
}

/**
 * Moves each image of a batch [n, channels, height, width] by an affine map of its own, in place. Pixels are
 * interpolated between their four neighbours; beyond the image's border all is 0.
 */
export function jitter(
  samples: Uint8Array | Float32Array,
  [channels, height, width]: readonly [number, number, number],
  options: JitterOptions,
  random: Random,
): void {
  const plane = height * width;
  const before = samples.slice(0, channels * plane);
  for (let start = 0; start < samples.length; start += channels * plane) {
    before.set(samples.subarray(start, start + channels * plane));
    const map = randomMap(options, height, width, random);
    for (let c = 0; c < channels; c++) {
      const [from, to] = [c * plane, start + c * plane];
      resample(before.subarray(from, from + plane), samples.subarray(to, to + plane), height, width, map);
    }
  }
}

/** Where a pixel of the moved image comes from: x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0. */
interface AffineMap {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** The inverse of shift ∘ rotation ∘ shear ∘ scale about the image's centre. */
function randomMap(
  { rotation = 0, shear = 0, scale = 0, shift = 0 }: JitterOptions,
  height: number,
  width: number,
  random: Random,
): AffineMap {
  const within = (limit: number) => random.uniform(-limit, limit);
  const angle = within((rotation * Math.PI) / 180);
  const lean = within(shear);
  const [wider, taller] = [Math.exp(within(Math.log1p(scale))), Math.exp(within(Math.log1p(scale)))];
  const [right, down] = [within(shift) * width, within(shift) * height];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [xx, xy, yx, yy] = [(cos + lean * sin) / wider, (sin - lean * cos) / wider, -sin / taller, cos / taller];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  return {
    ...{ xx, xy, x0: cx - xx * (cx + right) - xy * (cy + down) },
    ...{ yx, yy, y0: cy - yx * (cx + right) - yy * (cy + down) },
  };
}

type Pixels = Uint8Array | Float32Array;

function resample(from: Pixels, to: Pixels, height: number, width: number, map: AffineMap): void {
  const rounding = to instanceof Uint8Array ? 0.5 : 0; // storing in bytes cuts off
  for (let y = 0, place = 0; y < height; y++) {
    let sx = map.xy * y + map.x0;
    let sy = map.yy * y + map.y0;
    for (let x = 0; x < width; x++, place++, sx += map.xx, sy += map.yx) {
      to[place] = valueAt(from, height, width, sx, sy) + rounding;
    }
  }
}

function valueAt(from: Pixels, height: number, width: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < -1 || top < -1 || left >= width || top >= height) return 0;
  const [right, low] = [x - left, y - top];
  const place = top * width + left;
  const [inLeft, inRight] = [left >= 0, left + 1 < width];
  let value = 0;
  if (top >= 0) {
    if (inLeft) value += from[place]! * (1 - right) * (1 - low);
    if (inRight) value += from[place + 1]! * right * (1 - low);
  }
  if (top + 1 < height) {
    if (inLeft) value += from[place + width]! * (1 - right) * low;
    if (inRight) value += from[place + width + 1]! * right * low;
  }
  return value;
}
