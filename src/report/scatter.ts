import { toMatrix } from '../given-array.ts';
import type { Matrix } from '../nd-array.ts';
import { axes } from './axes.ts';
import { equallyLong, finite, namedClasses, someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { classLegend } from './legend.ts';
import {
  type Cloud,
  classLabels,
  classPlaces,
  type FittedPlane,
  fittedPlane,
  markerRadius,
  markers,
} from './points.ts';
import { rasterised } from './raster.ts';
import type { Block } from './svg.ts';
import { text } from './text.ts';
import { theme } from './theme.ts';
import { type ImagesOf, thumbnails } from './thumbnails.ts';

/** What `scatter` draws. */
export interface ScatterOptions extends Heading {
  /** [n, 2]; more dimensions go through `project` first. */
  readonly points: Matrix;
  /** The class of each point, an index into `classNames`. */
  readonly labels: ArrayLike<number>;
  readonly classNames: readonly string[];
  /** Parts of the data (train and test, classes seen and unseen): their names, and the part of each point, an index into them. */
  readonly parts?: { readonly names: readonly string[]; readonly of: ArrayLike<number> };
  /**
   * What the two axes are.
   * @default ['dimension 1', 'dimension 2']
   */
  readonly axisLabels?: readonly [string, string];
  /**
   * Whether numbers stand along the axes.
   * @default true
   */
  readonly axisTicks?: boolean;
  /** The images of samples, where these are images: above ten classes one stands in the middle of each. */
  readonly images?: ImagesOf;
}

/** Above so many points in one panel they are drawn into pixels: the text and the axes stay vectors. */
const mostVectors = 3000;
const headRoom = 42;
/** Up to so many classes their names are enough. */
const fewClasses = 10;

/**
 * Embeddings in the plane, coloured by class, the class names at the medians. Parts stand side by side on the same axes,
 * which are fitted to the points. Up to ten classes differ by colour and shape; from 21 classes on there is no legend, and
 * fifteen names from all over the picture.
 *
 * @throws NearfarError where `points` is not [n, 2], n = 0, a number is not finite, or a label has no name
 */
export async function scatter(options: ScatterOptions): Promise<string> {
  const { classNames, labels, axisLabels = ['dimension 1', 'dimension 2'], axisTicks: ticks = true } = options;
  const points = checkedPoints(options);
  const clouds = splitsOf({ points, labels }, options.parts);
  const place = { top: headRoom, width: clouds.length === 1 ? 560 : 430 };
  const fitted = fittedPlane(points, place, axisLabels, { ticks });
  const panels = await Promise.all(clouds.map(cloud => panel(cloud, fitted, options)));
  const blocks = [...panels, ...classLegend(labels, classNames, headRoom - 6)];
  return figure(options, stack('row', 26, blocks, { apart: clouds.length > 1 }));
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
  /** The places of its points in the list of all. */
  readonly indices: ArrayLike<number>;
}

function splitsOf({ points, labels }: Cloud, parts: ScatterOptions['parts']): Part[] {
  if (!parts) return [{ name: '', points, labels, indices: Array.from(labels, (_, i) => i) }];
  const rows = parts.names.map((_, part) => Array.from(labels).flatMap((_, i) => (parts.of[i] === part ? [i] : [])));
  return parts.names.map((name, part) => ({
    name,
    points: Float32Array.from(rows[part]!.flatMap(i => [points[2 * i]!, points[2 * i + 1]!])),
    labels: rows[part]!.map(i => labels[i]!),
    indices: rows[part]!,
  }));
}

async function panel(part: Part, { plane, box }: FittedPlane, { classNames, images }: ScatterOptions): Promise<Block> {
  const n = part.labels.length;
  const places = classPlaces(part, plane);
  const shown =
    images && places.length > fewClasses
      ? await thumbnails(part, plane, places, box, classNames.length, images)
      : { markup: '', boxes: new Map() };
  const right = box.left + box.width;
  const layer = markers(part, plane, classNames.length, markerRadius(n));
  const count = `${n.toLocaleString('en')} ${n === 1 ? 'point' : 'points'}`;
  const markup = [
    text(box.left, 14, part.name, { bold: true, size: theme.size.label }),
    text(right, 14, count, { fill: theme.muted, anchor: 'end' }),
    axes(box, ...plane, { verticalGrid: true }),
    n > mostVectors ? await rasterised(box, layer) : layer,
    shown.markup,
    classLabels(part, plane, places, box, classNames, shown.boxes),
  ];
  return {
    markup: markup.join(''),
    width: right,
    height: box.top + box.height + (plane[0].ticks.length > 0 ? 38 : 20),
  };
}
