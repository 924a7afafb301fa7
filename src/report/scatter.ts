import { type Matrix, toMatrix } from '../nd-array.ts';
import { axes, axisWidth } from './axes.ts';
import { equallyLong, finite, namedClasses, someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { classLegend } from './legend.ts';
import { type Cloud, classLabels, markerRadius, markers, type Plane, squareAxes } from './points.ts';
import { rasterised } from './raster.ts';
import type { Block, Box } from './svg.ts';
import { text } from './text.ts';
import { theme } from './theme.ts';

export interface ScatterOptions extends Heading {
  /** [n, 2]; more dimensions go through `project` first. */
  readonly points: Matrix;
  /** The class of each point, an index into `classNames`. */
  readonly labels: ArrayLike<number>;
  readonly classNames: readonly string[];
  /** Parts of the data (train and test, classes seen and unseen): their names, and the part of each point, an index into them. */
  readonly parts?: { readonly names: readonly string[]; readonly of: ArrayLike<number> };
  /** What the two axes are. Default: dimension 1, dimension 2. */
  readonly axisLabels?: readonly [string, string];
}

/** Above so many points in one panel they are drawn into pixels: the text and the axes stay vectors. */
const mostVectors = 3000;
const headRoom = 42;

/**
 * Embeddings in the plane, coloured by class, the class names at the medians. Parts stand side by side on the same axes,
 * with the same scale in both directions. Up to ten classes differ by colour and shape; from 21 classes on there is no
 * legend, and the names in the picture tell the classes apart.
 * Throws where `points` is not [n, 2], n = 0, a number is not finite, or a label has no name.
 */
export async function scatter(options: ScatterOptions): Promise<string> {
  const { classNames, labels, axisLabels = ['dimension 1', 'dimension 2'] } = options;
  const points = checkedPoints(options);
  const clouds = splitsOf({ points, labels }, options.parts);
  const side = clouds.length === 1 ? 560 : 430;
  const square = { left: 0, top: headRoom, width: side, height: side };
  const box = { ...square, left: axisWidth(squareAxes(points, square, axisLabels)[1]) };
  const plane = squareAxes(points, box, axisLabels);
  const panels = await Promise.all(clouds.map(cloud => panel(cloud, plane, box, classNames)));
  return figure(options, stack('row', 26, [...panels, ...classLegend(labels, classNames, headRoom - 6)]));
}

function checkedPoints({ points, labels, classNames, parts }: ScatterOptions): Float32Array {
  const { data, shape } = toMatrix(points, 'scatter');
  const [n = 0, d = 0] = shape;
  someOf('scatter', 'point', n);
  equallyLong('scatter', 'columns in points (use project for more dimensions)', 2, d);
  equallyLong('scatter', 'labels, one a point', n, labels.length);
  if (parts) equallyLong('scatter', 'entries in parts.of, one a point', n, parts.of.length);
  finite('scatter', 'points', data);
  namedClasses('scatter', labels, classNames);
  return data;
}

interface Part extends Cloud {
  readonly name: string;
}

function splitsOf({ points, labels }: Cloud, parts: ScatterOptions['parts']): Part[] {
  if (!parts) return [{ name: '', points, labels }];
  const rows = parts.names.map((_, part) => Array.from(labels).flatMap((_, i) => (parts.of[i] === part ? [i] : [])));
  return parts.names.map((name, part) => ({
    name,
    points: Float32Array.from(rows[part]!.flatMap(i => [points[2 * i]!, points[2 * i + 1]!])),
    labels: rows[part]!.map(i => labels[i]!),
  }));
}

async function panel(part: Part, plane: Plane, box: Box, classNames: readonly string[]): Promise<Block> {
  const n = part.labels.length;
  const right = box.left + box.width;
  const layer = markers(part, plane, classNames.length, markerRadius(n));
  const count = `${n.toLocaleString('en')} ${n === 1 ? 'point' : 'points'}`;
  const markup = [
    text(box.left, 14, part.name, { bold: true, size: theme.size.label }),
    text(right, 14, count, { fill: theme.muted, anchor: 'end' }),
    axes(box, ...plane, { verticalGrid: true }),
    n > mostVectors ? await rasterised(box, layer) : layer,
    classLabels(part, plane, box, classNames),
  ];
  return { markup: markup.join(''), width: right, height: box.top + box.height + 38 };
}
