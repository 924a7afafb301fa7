import { expect, it } from 'vitest';
import { affine } from '../../../src/data/transforms/affine.ts';
import { Random } from '../../../src/random.ts';

const SIDE = 41;

/** Where dots at (dx, dy) from the centre come to lie. */
function places(dx: number, dy: number, strength: number) {
  const random = new Random(2);
  return Array.from({ length: 100 }, () => {
    const data = Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
      Math.exp(-(((i % SIDE) - 20 - dx) ** 2 + (Math.floor(i / SIDE) - 20 - dy) ** 2) / 4),
    );
    affine.apply({ data, channels: 1, height: SIDE, width: SIDE }, strength, random);
    let [x, y, sum] = [0, 0, 0];
    data.forEach((ink, i) => {
      x += ink * ((i % SIDE) - 20);
      y += ink * (Math.floor(i / SIDE) - 20);
      sum += ink;
    });
    return [x / sum, y / sum] as const;
  });
}

it('affine shifts the centre by up to that part of the side, along each axis', () => {
  const centres = places(0, 0, 0.2);
  for (const axis of [0, 1] as const) {
    expect(Math.min(...centres.map(place => place[axis]))).toBeCloseTo(-0.2 * SIDE, -0.5);
    expect(Math.max(...centres.map(place => place[axis]))).toBeCloseTo(0.2 * SIDE, -0.5);
  }
});

it('affine leans and stretches: a dot above the centre is moved otherwise than the centre', () => {
  const [centres, above] = [places(0, 0, 0.2), places(0, -8, 0.2)];
  const leans = above.map(([x], i) => x - centres[i]![0]);
  const heights = above.map(([, y], i) => centres[i]![1] - y);
  expect(Math.max(...leans.map(Math.abs))).toBeGreaterThan(1);
  expect(Math.max(...leans.map(Math.abs))).toBeLessThan(2.1);
  expect(Math.min(...heights)).toBeLessThan(7.2);
  expect(Math.max(...heights)).toBeGreaterThan(8.8);
});
