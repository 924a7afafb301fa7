import { describe, expect, test } from 'vitest';
import { type JitterOptions, jitter } from '../../../src/data/transforms/jitter.ts';
import { Random } from '../../../src/random.ts';

const SIDE = 21;

/** A blurred dot of ink at (x, y). */
function dot(x: number, y: number): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
    Math.exp(-((i % SIDE) - x) * ((i % SIDE) - x) - (Math.floor(i / SIDE) - y) ** 2),
  );
}

/** The centre of an image's ink, from the image's centre. */
function centre(image: ArrayLike<number>): [x: number, y: number] {
  let [sum, sx, sy] = [0, 0, 0];
  for (let i = 0; i < SIDE * SIDE; i++) {
    sum += image[i]!;
    sx += image[i]! * ((i % SIDE) - 10);
    sy += image[i]! * (Math.floor(i / SIDE) - 10);
  }
  return [sx / sum, sy / sum];
}

/** Where a dot comes to lie, in `count` draws. */
function places(from: [number, number], options: JitterOptions, count = 200): [number, number][] {
  const samples = new Float32Array(count * SIDE * SIDE);
  for (let i = 0; i < count; i++) samples.set(dot(10 + from[0], 10 + from[1]), i * SIDE * SIDE);
  jitter(
    samples,
    Int32Array.from({ length: count }, (_, i) => i),
    [1, SIDE, SIDE],
    { images: options },
    new Random(1),
  );
  return Array.from({ length: count }, (_, i) => centre(samples.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE)));
}

const extremes = (values: readonly number[]) => [Math.min(...values), Math.max(...values)];

describe('jitter(samples, labels, shape, options, random)', () => {
  test('jitter(…, {}) changes nothing', () => {
    const samples = Uint8Array.from({ length: 2 * 9 }, (_, i) => i * 10);
    const before = samples.slice();
    jitter(samples, Int32Array.of(0, 1), [1, 3, 3], { classes: {} }, new Random(1));
    expect(samples).toEqual(before);
  });

  test('jitter(…, { shift }) moves up to that part of the side, each way', () => {
    const moved = places([0, 0], { shift: 0.2 });
    for (const axis of [0, 1] as const) {
      const [low, high] = extremes(moved.map(place => place[axis]));
      expect(low).toBeCloseTo(-0.2 * SIDE, 0);
      expect(high).toBeCloseTo(0.2 * SIDE, 0);
    }
  });

  test('jitter(…, { rotation }) turns about the centre by up to so many degrees', () => {
    const turned = places([6, 0], { rotation: 30 });
    for (const [x, y] of turned) expect(Math.hypot(x, y)).toBeCloseTo(6, 1);
    const [low, high] = extremes(turned.map(([x, y]) => (Math.atan2(y, x) * 180) / Math.PI));
    expect(low).toBeCloseTo(-30, -0.5);
    expect(high).toBeCloseTo(30, -0.5);
  });

  test('jitter(…, { shear }) leans upright lines and leaves level ones', () => {
    const [low, high] = extremes(places([0, 5], { shear: 0.4 }).map(([x]) => x));
    expect([low, high].map(x => Math.abs(x!))).toEqual([expect.closeTo(2, 0.5), expect.closeTo(2, 0.5)]);
    for (const [x, y] of places([5, 0], { shear: 0.4 }))
      expect([x, y]).toEqual([expect.closeTo(5, 1), expect.closeTo(0, 1)]);
  });

  test('jitter(…, { scale }) stretches and shrinks each axis for itself', () => {
    const scaled = places([5, 5], { scale: 0.5 });
    for (const axis of [0, 1] as const) {
      const [low, high] = extremes(scaled.map(place => place[axis]));
      expect(low).toBeCloseTo(5 / 1.5, 0);
      expect(high).toBeCloseTo(5 * 1.5, 0);
    }
    expect(scaled.some(([x, y]) => Math.abs(x - y) > 1)).toBe(true);
  });

  test('jitter(…, { bend }) moves parts of an image against one another by up to that part of the side', () => {
    const bent = places([0, 0], { bend: 0.1 });
    expect(Math.max(...bent.map(([x, y]) => Math.hypot(x, y)))).toBeGreaterThan(1);
    for (const place of bent) for (const move of place) expect(Math.abs(move)).toBeLessThan(0.13 * SIDE);
    const [near, far] = [places([-8, 0], { bend: 0.1 }), places([8, 0], { bend: 0.1 })];
    expect(near.some(([x], i) => (x + 8) * (far[i]![0] - 8) < -0.5)).toBe(true); // one to the left, one to the right
  });

  test('jitter(…, { mirror }) mirrors one of two', () => {
    const right = places([5, 0], { mirror: true }).filter(([x]) => x > 0).length;
    expect(right).toBeGreaterThan(70);
    expect(right).toBeLessThan(130);
  });

  test('jitter(…, { classes }) moves the images of a class alike, each class its own way', () => {
    const samples = Float32Array.of(...dot(13, 8), ...dot(13, 8), ...dot(13, 8));
    jitter(samples, Int32Array.of(4, 7, 4), [1, SIDE, SIDE], { classes: { rotation: 90, bend: 0.1 } }, new Random(1));
    const [a, b, c] = [0, 1, 2].map(i => samples.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE));
    expect(a).toEqual(c);
    expect(a).not.toEqual(b);
  });

  test('jitter(…) moves the channels of an image together, and is the same for the same seed', () => {
    const image = dot(8, 12);
    const draw = (seed: number) => {
      const samples = Float32Array.of(...image, ...image);
      jitter(samples, Int32Array.of(0), [2, SIDE, SIDE], { images: { rotation: 40, shift: 0.1 } }, new Random(seed));
      return samples;
    };
    const samples = draw(3);
    expect(samples.subarray(0, image.length)).toEqual(samples.subarray(image.length));
    expect(draw(3)).toEqual(samples);
    expect(draw(4)).not.toEqual(samples);
  });

  test('jitter(…) of bytes rounds, and draws what comes in from outside as 0', () => {
    const samples = new Uint8Array(SIDE * SIDE).fill(255);
    jitter(samples, Int32Array.of(0), [1, SIDE, SIDE], { images: { shift: 0.5 } }, new Random(2));
    expect(samples.includes(0)).toBe(true);
    expect(samples.includes(255)).toBe(true);
  });
});
