import { extent, group, median, quantile } from 'd3-array';
import { Random } from '../random.ts';
import { type Axis, linearAxis } from './axes.ts';
import { type Label, placedLabels } from './labels.ts';
import { markerPath, styleOf } from './palette.ts';
import { type Box, element, round } from './svg.ts';
import { shorten, textWidth } from './text.ts';

/** Points of the plane, x and y in turn, and the class of each, an index into the class names. */
export interface Cloud {
  readonly points: Float32Array;
  readonly labels: ArrayLike<number>;
}

/** The two axes of a plot. */
export type Plane = readonly [Axis, Axis];

/** Both axes of a square box with the same scale, so that distances read the same in every direction. */
export function squareAxes(points: Float32Array, box: Box, labels: readonly [string, string]): Plane {
  const [lowX, highX] = range(points, 0);
  const [lowY, highY] = range(points, 1);
  const half = (Math.max(highX - lowX, highY - lowY) || 1) * 0.53;
  const [x, y] = [(lowX + highX) / 2, (lowY + highY) / 2];
  const options = { exact: true, count: 5 };
  return [
    linearAxis(labels[0], [x - half, x + half], [box.left, box.left + box.width], options),
    linearAxis(labels[1], [y - half, y + half], [box.top + box.height, box.top], options),
  ];
}

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

const range = (points: Float32Array, offset: 0 | 1): [number, number] =>
  extent(points.filter((_, i) => i % 2 === offset)) as [number, number];

/** The radius of a marker that suits the number of points. */
export const markerRadius = (n: number): number => Math.max(1.6, Math.min(4, 9 / n ** 0.18));

/** The points as markers, in random order: no class lies above the others. */
export function markers({ points, labels }: Cloud, [x, y]: Plane, numClasses: number, radius: number): string {
  const used = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const id = (label: number) => `nf-marker-${numClasses}-${label}-${round(radius).replace('.', '_')}`;
  const shapes = used.map(label => {
    const style = styleOf(label, numClasses);
    return element('path', { id: id(label), d: markerPath(style, radius), fill: style.color });
  });
  const uses = Array.from(new Random(0).permutation(labels.length), i => {
    const [px, py] = [x.place(points[2 * i]!), y.place(points[2 * i + 1]!)];
    return `<use href="#${id(labels[i]!)}" x="${px.toFixed(1)}" y="${py.toFixed(1)}"/>`;
  });
  const rim = { stroke: '#fff', 'stroke-width': radius > 2 ? 0.5 : 0.25, 'fill-opacity': 0.85 };
  return element('defs', {}, ...shapes) + element('g', rim, ...uses);
}

/** The name of each class at the median of its points, or above them where it would hide them; the largest classes first. */
export function classLabels({ points, labels }: Cloud, [x, y]: Plane, box: Box, classNames: readonly string[]): string {
  const members = group(Array.from(labels).keys(), i => labels[i]!);
  const style = members.size > 20 ? { size: 9 } : { bold: true, size: 13 };
  const wanted: Label[] = [...members]
    .sort(([a, as], [b, bs]) => bs.length - as.length || a - b)
    .map(([label, rows]) => {
      const content = shorten(classNames[label]!, 120, style);
      const [xs, ys] = [rows.map(i => x.place(points[2 * i]!)), rows.map(i => y.place(points[2 * i + 1]!))];
      const hidden = spread(xs) < textWidth(content, style) && spread(ys) < 2 * style.size;
      const top = quantile(ys, 0.1)! - style.size;
      return { content, x: median(xs)!, y: hidden ? top : median(ys)! };
    });
  return placedLabels(wanted, box, style);
}

/** How wide the middle eight tenths of some numbers lie. */
const spread = (values: readonly number[]): number => quantile(values, 0.9)! - quantile(values, 0.1)!;
