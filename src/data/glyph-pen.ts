/** x and y, in pixels of the drawing. */
export type Point = readonly [x: number, y: number];

/** A line as a pen draws it. */
export interface PenStroke {
  readonly curve: readonly Point[];
  /** Half the width of the line, in pixels. */
  readonly width: number;
  /** Ink at the beginning and at the end, from 0 to 1. */
  readonly pressure: readonly [number, number];
}

const PIECES = 6;

/** A smooth curve through the points (a Catmull–Rom spline), as a line of short pieces. */
export function smoothCurve(points: readonly Point[]): Point[] {
  const curve: Point[] = [points[0]!];
  for (let i = 0; i + 1 < points.length; i++) {
    const around = [points[Math.max(i - 1, 0)]!, points[i]!, points[i + 1]!, points[i + 2] ?? points[i + 1]!] as const;
    for (let piece = 1; piece <= PIECES; piece++) curve.push(onSpline(around, piece / PIECES));
  }
  return curve;
}

function onSpline([a, b, c, d]: readonly [Point, Point, Point, Point], t: number): Point {
  const at = (axis: 0 | 1): number => {
    const slope = c[axis] - a[axis];
    const square = 2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis];
    const cube = 3 * (b[axis] - c[axis]) + d[axis] - a[axis];
    return b[axis] + 0.5 * t * (slope + t * (square + t * cube));
  };
  return [at(0), at(1)];
}

/** Paints a stroke over `pixels`: each pixel is as bright as the pen covers it, whichever stroke covers it most. */
export function paintStroke({ curve, width, pressure: [first, last] }: PenStroke, pixels: Uint8Array, size: number) {
  const pieces = curve.length - 1;
  for (let i = 0; i < pieces; i++) {
    const ink = first + ((last - first) * i) / pieces;
    paintPiece(curve[i]!, curve[i + 1]!, width, ink, pixels, size);
  }
}

function paintPiece(from: Point, to: Point, width: number, ink: number, pixels: Uint8Array, size: number): void {
  const reach = width + 0.5;
  const [ax, ay, dx, dy] = [from[0], from[1], to[0] - from[0], to[1] - from[1]];
  const lengthSquared = dx * dx + dy * dy;
  const [left, right] = pixelsWithin(Math.min(ax, to[0]) - reach, Math.max(ax, to[0]) + reach, size);
  const [top, bottom] = pixelsWithin(Math.min(ay, to[1]) - reach, Math.max(ay, to[1]) + reach, size);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const [px, py] = [column + 0.5 - ax, row + 0.5 - ay];
      const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared));
      const [ex, ey] = [px - along * dx, py - along * dy];
      const cover = Math.min(1, reach - Math.sqrt(ex * ex + ey * ey));
      const value = Math.floor(255 * ink * cover + 0.5);
      const index = row * size + column;
      if (value > pixels[index]!) pixels[index] = value;
    }
  }
}

/** The first and last pixel whose middle may lie between two coordinates. */
const pixelsWithin = (low: number, high: number, size: number): [number, number] => [
  Math.max(0, Math.floor(low)),
  Math.min(size - 1, Math.floor(high)),
];
