import type { Random } from '../random.ts';
import { type PenStroke, type Point, paintStroke, smoothCurve } from './glyph-pen.ts';

/** A character: strokes, each a few control points in a square from −1 to 1, y pointing down. */
export type Character = readonly (readonly Point[])[];

/** How much the hand varies: the spread of each quantity over the drawings of one character. */
const JITTER = 0.048;
const STROKE_SHIFT = 0.042;
const TILT = 0.08;
const SHEAR = 0.14;
const SIZE = [0.82, 1.02] as const;
const SHIFT = 0.04;
const PEN = [0.8, 1.4] as const;
const PRESSURE = [0.7, 1] as const;

/** By how much a stroke turns at each step, as the tangent of half the angle: 0 is a line, the largest a loop. */
const BENDS = [0, 0, 0.2, -0.2, 0.35, -0.35, 0.55, -0.55];

/** A new character: one to four strokes, those after the first mostly starting on an earlier one. */
export function inventCharacter(random: Random): Character {
  const count = [1, 2, 2, 2, 3, 3, 3, 4][random.int(8)]!;
  const strokes: Point[][] = [];
  for (let i = 0; i < count; i++) {
    strokes.push(inventStroke(random, startOf(random, strokes), random.uniform(1, 2.4) * (count === 1 ? 2.2 : 1)));
  }
  return fitToSquare(strokes);
}

/** Where the next stroke begins: anywhere, or on an earlier stroke. */
function startOf(random: Random, strokes: readonly Point[][]): Point {
  const earlier = strokes[random.int(strokes.length)];
  if (earlier === undefined || random.uniform() < 0.35) return [random.uniform(-0.8, 0.8), random.uniform(-0.8, 0.8)];
  return earlier[random.int(earlier.length)]!;
}

/** A stroke that goes on in a direction, turning at each step: a line, an arc, a hook, a wave or a loop. */
function inventStroke(random: Random, start: Point, length: number): Point[] {
  const steps = 3 + random.int(3);
  const bend = BENDS[random.int(BENDS.length)]! * random.uniform(0.7, 1.3);
  const turnsBackAt = random.uniform() < 0.4 ? 1 + random.int(steps - 1) : steps;
  let heading = rotate([length / steps, 0], random.uniform(-1, 1), random.int(2) === 0);
  const points = [start];
  for (let i = 0; i < steps; i++) {
    const [x, y] = points[i]!;
    points.push([x + heading[0], y + heading[1]]);
    heading = rotate(heading, (i < turnsBackAt ? bend : -bend) + random.uniform(-0.08, 0.08));
  }
  return points;
}

/** Stretches the strokes to fill the square, one way at most 1.6 times as much as the other: a line stays a line. */
function fitToSquare(strokes: readonly Point[][]): Character {
  const xs = strokes.flat().map(point => point[0]);
  const ys = strokes.flat().map(point => point[1]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const extent = Math.max(right - left, bottom - top);
  const [width, height] = [Math.max(right - left, extent / 1.6), Math.max(bottom - top, extent / 1.6)];
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  return strokes.map(stroke => stroke.map(([x, y]) => [(2 * (x - middleX)) / width, (2 * (y - middleY)) / height]));
}

/** One drawing of a character, painted over `pixels` (`size` × `size`, row by row). */
export function drawCharacter(character: Character, random: Random, pixels: Uint8Array, size: number): void {
  const place = placement(random, size);
  const width = (random.uniform(...PEN) * size) / 28;
  for (const stroke of character) {
    const [dx, dy] = [bell(random) * STROKE_SHIFT, bell(random) * STROKE_SHIFT];
    const points = stroke.map(
      ([x, y]): Point => place([x + dx + bell(random) * JITTER, y + dy + bell(random) * JITTER]),
    );
    const pen: PenStroke = {
      curve: smoothCurve(points),
      width: width * random.uniform(0.9, 1.1),
      pressure: [random.uniform(...PRESSURE), random.uniform(...PRESSURE)],
    };
    paintStroke(pen, pixels, size);
  }
}

/** From the character's square to pixels: shear, tilt, size (each axis its own) and place. */
function placement(random: Random, size: number): (point: Point) => Point {
  const shear = bell(random) * SHEAR;
  const tilt = bell(random) * TILT;
  const reach = (size / 2) * 0.74;
  const scale = random.uniform(...SIZE);
  const [scaleX, scaleY] = [reach * scale * random.uniform(0.92, 1.08), reach * scale * random.uniform(0.92, 1.08)];
  const [centreX, centreY] = [size / 2 + bell(random) * SHIFT * size, size / 2 + bell(random) * SHIFT * size];
  return ([x, y]) => {
    const [tiltedX, tiltedY] = rotate([x + shear * y, y], tilt);
    return [centreX + scaleX * tiltedX, centreY + scaleY * tiltedY];
  };
}

/**
 * Rotation by the angle whose half has tangent `t`, and half a turn more if `reversed`. The rational form, because
 * `Math.sin` and `Math.cos` may differ in their last bit between JavaScript engines; arithmetic and square roots may not.
 */
function rotate([x, y]: Point, t: number, reversed = false): Point {
  const sign = reversed ? -1 : 1;
  const cos = (sign * (1 - t * t)) / (1 + t * t);
  const sin = (sign * 2 * t) / (1 + t * t);
  return [x * cos - y * sin, x * sin + y * cos];
}

/** A bell-shaped number, spread 1, never beyond ±3: the sum of four uniform ones (without the logarithm of a true normal). */
const bell = (random: Random): number =>
  (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2) * Math.sqrt(3);
