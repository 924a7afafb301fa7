import { range } from 'd3-array';
import sharp from 'sharp';
import { writeWhole } from '../files.ts';
import { toMatrix } from '../given-array.ts';
import type { Matrix } from '../nd-array.ts';
import { axes, clipped } from './axes.ts';
import { equallyLong, finite, namedClasses, someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { classLegend } from './legend.ts';
import {
  classLabels,
  classPlaces,
  type FittedPlane,
  fittedPlane,
  markerRadius,
  markers,
  usualPoints,
} from './points.ts';
import { text } from './text.ts';
import { theme } from './theme.ts';

/** One moment of a training. */
export interface LatentSpaceFrame {
  /** [n, 2], the same samples in every frame; more dimensions go through `projectFrames` first. */
  readonly points: Matrix;
  /** Written above the points, such as the epoch. */
  readonly title: string;
}

/** What `latentSpaceGif` draws. */
export interface LatentSpaceGifOptions extends Heading {
  readonly frames: readonly LatentSpaceFrame[];
  /** The class of each sample, an index into `classNames`. */
  readonly labels: ArrayLike<number>;
  readonly classNames: readonly string[];
  /**
   * What the two axes are.
   * @default ['dimension 1', 'dimension 2']
   */
  readonly axisLabels?: readonly [string, string];
}

interface Moment {
  readonly points: Float32Array;
  readonly title: string;
}

const side = 480;
const mostFrames = 40;
const delayMs = 100;
const firstMs = 1500;
const lastMs = 2500;
/** Names of more classes would dance. */
const mostNamed = 10;

/**
 * How the latent space takes shape in training: an animated GIF that loops, with a pause on the first and on the last
 * frame. The axes are the same throughout; where there are few frames, points glide from one to the next, up to about 40
 * pictures. Up to ten classes are named. About 1.1 MB for 1000 points in 40 frames.
 *
 * @throws NearfarError where the frames differ in their number of points, a number is not finite, or a label has no name
 */
export async function latentSpaceGif(options: LatentSpaceGifOptions): Promise<Uint8Array> {
  const moments = checkedMoments(options);
  const { axisLabels = ['dimension 1', 'dimension 2'] } = options;
  const usual = usualPoints(moments.map(({ points }) => points));
  const fitted = fittedPlane(usual, { top: 42, width: side }, axisLabels);
  const pictures = glide(moments).map(moment => picture(moment, fitted, options));
  const first = await pixels(pictures[0]!);
  const { width, height } = first.info;
  const film = Buffer.alloc(first.data.length * pictures.length);
  for (const [k, svg] of pictures.entries()) film.set((await pixels(svg)).data, k * first.data.length);
  return sharp(film, { raw: { width, height: height * pictures.length, channels: 3, pageHeight: height } })
    .gif({
      loop: 0,
      delay: pictures.map((_, k) => (k === pictures.length - 1 ? lastMs : k === 0 ? firstMs : delayMs)),
      dither: 0,
      effort: 1,
    })
    .toBuffer();
}

/** Writes an animation as `<path>.gif`, whole or not at all, and gives back the file's name. */
export function saveGif(gif: Uint8Array, path: string): string {
  writeWhole(`${path}.gif`, gif);
  return `${path}.gif`;
}

function checkedMoments({ frames, labels, classNames }: LatentSpaceGifOptions): Moment[] {
  someOf('latentSpaceGif', 'frame', frames.length);
  someOf('latentSpaceGif', 'point', labels.length);
  namedClasses('latentSpaceGif', labels, classNames);
  return frames.map(({ points, title }) => {
    const { data, shape } = toMatrix(points, 'latentSpaceGif');
    equallyLong('latentSpaceGif', `points in frame "${title}", one a label`, labels.length, shape[0]!);
    equallyLong('latentSpaceGif', 'columns in points (use projectFrames for more dimensions)', 2, shape[1]!);
    finite('latentSpaceGif', `points of frame "${title}"`, data);
    return { points: data, title };
  });
}

/** The moments with others between them, eased in and out. */
function glide(moments: readonly Moment[]): Moment[] {
  const steps = Math.max(1, Math.min(8, Math.floor((mostFrames - 1) / Math.max(1, moments.length - 1))));
  const between = moments.slice(1).flatMap((to, k) => {
    const from = moments[k]!;
    return range(steps).map(step => {
      const t = step / steps;
      const part = t * t * (3 - 2 * t);
      return { title: from.title, points: from.points.map((value, i) => value + part * (to.points[i]! - value)) };
    });
  });
  return [...between, moments.at(-1)!];
}

function picture({ points, title }: Moment, { plane, box }: FittedPlane, options: LatentSpaceGifOptions): string {
  const { labels, classNames } = options;
  const cloud = { points, labels };
  const places = classPlaces(cloud, plane);
  const names = places.length <= mostNamed ? classLabels(cloud, plane, places, box, classNames) : '';
  const head = text(box.left, 14, title, { bold: true, size: theme.size.label });
  const dots = clipped(box, markers(cloud, plane, classNames.length, markerRadius(labels.length)));
  const markup = head + axes(box, ...plane, { verticalGrid: true }) + dots + names;
  const panel = { markup, width: box.left + box.width, height: box.top + box.height + 38 };
  return figure(options, stack('row', 22, [panel, ...classLegend(labels, classNames, 36)]));
}

const pixels = (svg: string) =>
  sharp(Buffer.from(svg)).flatten({ background: theme.background }).raw().toBuffer({ resolveWithObject: true });
