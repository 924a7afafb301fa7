import { boxesOverlap } from './labels.ts';
import { styleOf } from './palette.ts';
import type { ClassPlace, Cloud, Plane } from './points.ts';
import { type Box, element } from './svg.ts';

/** Images of some points, by their places in the list of all points: a data address each. */
export type ImagesOf = (points: readonly number[]) => Promise<readonly string[]>;

/** Pixels. */
const side = 23;

/** Thumbnails in a plot, and the places that they take. */
export interface Thumbnails {
  readonly markup: string;
  /** By class. */
  readonly boxes: ReadonlyMap<number, Box>;
}

/**
 * The image of the sample nearest to each class's place, framed in the colour of the class; no thumbnail above another,
 * the first classes choose first.
 */
export async function thumbnails(
  cloud: Cloud & { readonly indices: ArrayLike<number> },
  plane: Plane,
  places: readonly ClassPlace[],
  box: Box,
  numClasses: number,
  imagesOf: ImagesOf,
): Promise<Thumbnails> {
  const boxes: Box[] = [];
  const shown: ClassPlace[] = [];
  for (const place of places) {
    const own = insideOf(box, place);
    if (boxes.some(other => boxesOverlap(own, other))) continue;
    boxes.push(own);
    shown.push(place);
  }
  const images = await imagesOf(shown.map(place => cloud.indices[middlePoint(cloud, plane, place)]!));
  const markup = shown.map(({ label }, k) => {
    const { left: x, top: y, width, height } = boxes[k]!;
    const frame = { x, y, width, height, rx: 2, fill: 'none', stroke: styleOf(label, numClasses).color };
    return (
      element('image', { x, y, width, height, href: images[k], preserveAspectRatio: 'xMidYMid slice' }) +
      element('rect', { ...frame, 'stroke-width': 2 })
    );
  });
  return { markup: element('g', {}, ...markup), boxes: new Map(shown.map(({ label }, k) => [label, boxes[k]!])) };
}

const insideOf = ({ left, top, width, height }: Box, { x, y }: ClassPlace): Box => ({
  left: Math.max(left, Math.min(x - side / 2, left + width - side)),
  top: Math.max(top, Math.min(y - side / 2, top + height - side)),
  width: side,
  height: side,
});

/** The point of a class nearest to its place. */
function middlePoint({ points }: Cloud, [xAxis, yAxis]: Plane, { rows, x, y }: ClassPlace): number {
  const away = (i: number) => Math.hypot(xAxis.place(points[2 * i]!) - x, yAxis.place(points[2 * i + 1]!) - y);
  return rows.reduce((best, i) => (away(i) < away(best) ? i : best));
}
