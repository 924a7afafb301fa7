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
  const framed = new Float32Array((height + 3) * (width + 3));
  for (let start = 0; start < samples.length; start += channels * plane) {
    const map = randomMap(options, height, width, random);
    for (let c = 0; c < channels; c++) {
      const image = samples.subarray(start + c * plane, start + (c + 1) * plane);
      frame(image, framed, height, width);
      resample(framed, image, height, width, map);
    }
  }
}

/** Puts an image into a frame of zeros, one pixel wide above and left, two below and right. */
function frame(image: Uint8Array | Float32Array, framed: Float32Array, height: number, width: number): void {
  for (let y = 0; y < height; y++) {
    framed.set(image.subarray(y * width, (y + 1) * width), (y + 1) * (width + 3) + 1);
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

/** Points outside are moved into the frame, so that reading their neighbours needs no checks. */
function resample(
  framed: Float32Array,
  to: Uint8Array | Float32Array,
  height: number,
  width: number,
  map: AffineMap,
): void {
  const rounding = to instanceof Uint8Array ? 0.5 : 0; // storing in bytes cuts off
  const stride = width + 3;
  for (let y = 0, place = 0; y < height; y++) {
    for (let x = 0; x < width; x++, place++) {
      const sx = clamp(map.xx * x + map.xy * y + map.x0 + 1, width + 1);
      const sy = clamp(map.yx * x + map.yy * y + map.y0 + 1, height + 1);
      const [left, top] = [Math.floor(sx), Math.floor(sy)];
      const corner = top * stride + left;
      const above = mix(framed[corner]!, framed[corner + 1]!, sx - left);
      const below = mix(framed[corner + stride]!, framed[corner + stride + 1]!, sx - left);
      to[place] = mix(above, below, sy - top) + rounding;
    }
  }
}

const clamp = (value: number, high: number): number => (value < 0 ? 0 : value > high ? high : value);

const mix = (a: number, b: number, part: number): number => a + (b - a) * part;
