import { extent, group, median, quantile } from 'd3-array';
import { Random } from '../random.ts';
import { type Axis, axisWidth, linearAxis } from './axes.ts';
import { type Label, placedLabels } from './labels.ts';
import { markerPath, styleOf } from './palette.ts';
import { type Box, element, round } from './svg.ts';
import { shorten, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** Points of the plane, x and y in turn, and the class of each, an index into the class names. */
export interface Cloud {
  readonly points: Float32Array;
  readonly labels: ArrayLike<number>;
}

/** The two axes of a plot. */
export type Plane = readonly [Axis, Axis];

/** A plot's place, and its axes. */
export interface FittedPlane {
  readonly box: Box;
  readonly plane: Plane;
}

/** How high a plot is at least and at most, as parts of its width. */
const flattest = 0.6;
const steepest = 1.1;

/**
 * A plot whose axes are fitted to the points. Its height follows them, so that both axes have one scale and distances read
 * the same in every direction; points that lie in a narrow band are stretched.
 */
export function fittedPlane(
  points: Float32Array,
  { top, width }: Pick<Box, 'top' | 'width'>,
  labels: readonly [string, string],
  { ticks = true } = {},
): FittedPlane {
  const [x, y] = ([0, 1] as const).map(offset => padded(extentOf(points, offset))) as [Range, Range];
  const height = width * Math.max(flattest, Math.min(steepest, (y[1] - y[0]) / (x[1] - x[0])));
  const axis = (label: string, range: Range, pixels: Range) => {
    const made = linearAxis(label, range, pixels, { exact: true, count: 5 });
    return ticks ? made : { ...made, ticks: [] };
  };
  const vertical = axis(labels[1], y, [top + height, top]);
  const left = ticks ? axisWidth(vertical) : 0;
  return { box: { left, top, width, height }, plane: [axis(labels[0], x, [left, left + width]), vertical] };
}

type Range = readonly [number, number];

const extentOf = (points: Float32Array, offset: 0 | 1): [number, number] =>
  extent(points.filter((_, i) => i % 2 === offset)) as [number, number];

/** Room around the points for the markers at the edge. */
const padded = ([low, high]: Range): Range => {
  const room = high > low ? (high - low) * 0.04 : 0.5;
  return [low - room, high + room];
};

/**
 * What axes of an animation must hold: all of the last frame, and of the frames before it the middle 99.6 % of each
 * coordinate, so that a few strays do not shrink the rest.
 */
export function usualPoints(frames: readonly Float32Array[]): Float32Array {
  const last = frames.at(-1)!;
  const before = Float32Array.from(frames.slice(0, -1).flatMap(points => Array.from(points)));
  for (const offset of [0, 1]) {
    const values = before.filter((_, i) => i % 2 === offset);
    const [low, high] = [quantile(values, 0.002)!, quantile(values, 0.998)!];
    for (let i = offset; i < before.length; i += 2) before[i] = Math.max(low, Math.min(before[i]!, high));
  }
  return Float32Array.from([...before, ...last]);
}

/** The radius of a marker that suits the number of points. */
export const markerRadius = (n: number): number => Math.max(1.6, Math.min(4, 9 / n ** 0.18));

/** The points as markers, in random order: no class lies above the others. */
export function markers({ points, labels }: Cloud, [x, y]: Plane, numClasses: number, radius: number): string {
  const used = usedClasses(labels);
  const id = (label: number) => `nf-marker-${numClasses}-${label}-${round(radius).replace('.', '_')}`;
  const shapes = used.map(label => {
    const style = styleOf(label, numClasses);
    return element('path', { id: id(label), d: markerPath(style, radius), fill: style.color });
  });
  const uses = Array.from(new Random(0).permutation(labels.length), i => {
    const [px, py] = [x.place(points[2 * i]!), y.place(points[2 * i + 1]!)];
    return `<use href="#${id(labels[i]!)}" x="${px.toFixed(1)}" y="${py.toFixed(1)}"/>`;
  });
  const rim = { stroke: theme.background, 'stroke-width': radius > 2 ? 0.5 : 0.25, 'fill-opacity': 0.85 };
  return element('defs', {}, ...shapes) + element('g', rim, ...uses);
}

/** The classes that occur, in the order of their numbers. */
export const usedClasses = (labels: ArrayLike<number>): number[] =>
  [...new Set(Array.from(labels))].sort((a, b) => a - b);

/** Where a class lies in a plot. */
export interface ClassPlace {
  readonly label: number;
  /** The points of the class. */
  readonly rows: readonly number[];
  /** The medians of its points, in pixels. */
  readonly x: number;
  readonly y: number;
}

/**
 * The classes of a plot in the order in which they are named: the largest first, then each time the one farthest from all
 * before it, so that the first few lie all over the plot.
 */
export function classPlaces({ points, labels }: Cloud, [x, y]: Plane): ClassPlace[] {
  const waiting = [...group(Array.from(labels).keys(), i => labels[i]!)]
    .map(([label, rows]): ClassPlace => {
      const [xs, ys] = [rows.map(i => x.place(points[2 * i]!)), rows.map(i => y.place(points[2 * i + 1]!))];
      return { label, rows, x: median(xs)!, y: median(ys)! };
    })
    .sort((a, b) => b.rows.length - a.rows.length || a.label - b.label);
  const order = waiting.splice(0, 1);
  const apart = waiting.map(() => Number.POSITIVE_INFINITY);
  while (waiting.length > 0) {
    const last = order.at(-1)!;
    for (const [k, place] of waiting.entries()) {
      apart[k] = Math.min(apart[k]!, Math.hypot(place.x - last.x, place.y - last.y));
    }
    const farthest = apart.indexOf(Math.max(...apart));
    order.push(...waiting.splice(farthest, 1));
    apart.splice(farthest, 1);
  }
  return order;
}

/** Up to so many classes are all named in the plot. */
const allNamed = 20;
/** Names in a plot of more classes. */
const someNamed = 15;

/**
 * The names of classes at their places, or above them where a name would hide its points. Where there are thumbnails, the
 * names of those classes stand below them.
 */
export function classLabels(
  { points }: Cloud,
  [, y]: Plane,
  places: readonly ClassPlace[],
  box: Box,
  classNames: readonly string[],
  thumbnails: ReadonlyMap<number, Box> = new Map(),
): string {
  const few = places.length <= allNamed;
  const nameable = thumbnails.size > 0 ? places.filter(({ label }) => thumbnails.has(label)) : places;
  const style = few ? { bold: true, size: 13 } : { bold: true, size: 10.5 };
  const wanted = nameable.slice(0, few ? undefined : someNamed).map(({ label, rows, x, y: middle }): Label => {
    const content = shorten(classNames[label]!, 120, style);
    const ys = rows.map(i => y.place(points[2 * i + 1]!));
    const image = thumbnails.get(label);
    if (image) return { content, x: image.left + image.width / 2, y: image.top + image.height + 8 };
    const hidden = spread(ys) < 2 * style.size && textWidth(content, style) > 20;
    return { content, x, y: hidden ? quantile(ys, 0.1)! - style.size : middle };
  });
  return placedLabels(wanted, box, style, [...thumbnails.values()]);
}

/** How wide the middle eight tenths of some numbers lie. */
const spread = (values: readonly number[]): number => quantile(values, 0.9)! - quantile(values, 0.1)!;
