import { expect, it } from 'vitest';
import { rotation } from '../../../src/data/transforms/rotation.ts';
import { warp } from '../../../src/data/transforms/warp.ts';
import { Random } from '../../../src/random.ts';

const SIDE = 21;

it('rotation turns about the centre by up to so many degrees, either way', () => {
  const random = new Random(1);
  const angles = Array.from({ length: 100 }, () => {
    const data = Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
      Math.exp(-(((i % SIDE) - 16) ** 2) - (Math.floor(i / SIDE) - 10) ** 2),
    );
    rotation.apply({ data, channels: 1, height: SIDE, width: SIDE }, 30, random);
    let [x, y, sum] = [0, 0, 0];
    data.forEach((ink, i) => {
      x += ink * ((i % SIDE) - 10);
      y += ink * (Math.floor(i / SIDE) - 10);
      sum += ink;
    });
    expect(Math.hypot(x, y) / sum).toBeCloseTo(6, 1);
    return (Math.atan2(y, x) * 180) / Math.PI;
  });
  expect(Math.min(...angles)).toBeCloseTo(-30, -0.5);
  expect(Math.max(...angles)).toBeCloseTo(30, -0.5);
});

it('warp(image, map) takes each pixel from where the map sends it, and 0 from outside', () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6, /**/ 10, 20, 30, 40, 50, 60);
  const shifted = { ...{ xx: 1, xy: 0, x0: 1 }, ...{ yx: 0, yy: 1, y0: 0 } };
  warp({ data, channels: 2, height: 2, width: 3 }, shifted);
  expect([...data]).toEqual([2, 3, 0, 5, 6, 0, /**/ 20, 30, 0, 50, 60, 0]);
});
