import type { Random } from '../../random.ts';
import { type AffineMap, type Bend, moved, type Points, pointsOf, resample } from './resample.ts';

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
  /** How far parts of the image are moved against one another, as a part of its side. */
  readonly bend?: number | undefined;
  /** Whether one of two is mirrored. Default false. */
  readonly mirror?: boolean | undefined;
}

/** How much `jitter` moves images. */
export interface Jitter {
  /** Of each image for itself: what a class should not depend on. */
  readonly images?: JitterOptions | undefined;
  /** Of all images of a class in the batch alike: the class becomes another, not seen before. */
  readonly classes?: JitterOptions | undefined;
}

/**
 * Moves each image of a batch [n, channels, height, width] by a map of its own and its class's, in place. Pixels are
 * interpolated between their four neighbours; beyond the image's border all is 0.
 */
export function jitter(
  samples: Uint8Array | Float32Array,
  labels: Int32Array,
  [channels, height, width]: readonly [number, number, number],
  { images = {}, classes }: Jitter,
  random: Random,
): void {
  const plane = height * width;
  const ofClass = new Map<number, Motion>();
  const identity = pointsOf(height, width);
  const points = pointsOf(height, width);
  labels.forEach((label, i) => {
    if (classes && !ofClass.has(label)) ofClass.set(label, randomMotion(classes, height, width, random));
    points.x.set(identity.x);
    points.y.set(identity.y);
    follow(points, randomMotion(images, height, width, random), height, width);
    if (classes) follow(points, ofClass.get(label)!, height, width);
    for (let c = 0; c < channels; c++) {
      const start = (i * channels + c) * plane;
      resample(samples.subarray(start, start + plane), points, height, width);
    }
  });
}

/** Where a point of the moved image comes from: an affine map, and after it what bends. */
interface Motion {
  readonly affine: AffineMap;
  readonly bend: Bend | undefined;
}

const follow = (points: Points, { affine, bend }: Motion, height: number, width: number): void =>
  moved(points, affine, bend, height, width);

function randomMotion(options: JitterOptions, height: number, width: number, random: Random): Motion {
  return {
    affine: randomAffine(options, height, width, random),
    bend: options.bend ? randomBend(options.bend, height, width, random) : undefined,
  };
}

/** The inverse of shift ∘ rotation ∘ shear ∘ scale about the image's centre. */
export function randomAffine(
  { rotation = 0, shear = 0, scale = 0, shift = 0, mirror = false }: JitterOptions,
  height: number,
  width: number,
  random: Random,
): AffineMap {
  const within = (limit: number) => random.uniform(-limit, limit);
  const angle = within((rotation * Math.PI) / 180);
  const lean = within(shear);
  const flip = mirror && random.uniform() < 0.5 ? -1 : 1;
  const [wider, taller] = [flip * Math.exp(within(Math.log1p(scale))), Math.exp(within(Math.log1p(scale)))];
  const [right, down] = [within(shift) * width, within(shift) * height];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [xx, xy, yx, yy] = [(cos + lean * sin) / wider, (sin - lean * cos) / wider, -sin / taller, cos / taller];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  return {
    ...{ xx, xy, x0: cx - xx * (cx + right) - xy * (cy + down) },
    ...{ yx, yy, y0: cy - yx * (cx + right) - yy * (cy + down) },
  };
}

/** Cells along each axis of the mesh that bends an image. */
const CELLS = 4;

function randomBend(limit: number, height: number, width: number, random: Random): Bend {
  const nodes = (CELLS + 1) ** 2;
  return {
    cells: CELLS,
    x: Float32Array.from({ length: nodes }, () => random.uniform(-limit, limit) * width),
    y: Float32Array.from({ length: nodes }, () => random.uniform(-limit, limit) * height),
  };
}
