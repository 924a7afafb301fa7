import { expect, it } from 'vitest';
import { smooth } from '../../../src/data/transforms/blur.ts';

it('smooth(image, deviation) spreads a dot as a Gaussian of that deviation, along both axes', () => {
  const [height, width] = [21, 31];
  const data = new Float32Array(height * width);
  data[10 * width + 15] = 1;
  smooth({ data, channels: 1, height, width }, 1.5);
  let [sum, xx, yy] = [0, 0, 0];
  data.forEach((ink, i) => {
    sum += ink;
    xx += ink * ((i % width) - 15) ** 2;
    yy += ink * (Math.floor(i / width) - 10) ** 2;
  });
  expect(sum).toBeCloseTo(1, 5);
  expect([Math.sqrt(xx), Math.sqrt(yy)]).toEqual([expect.closeTo(1.5, 1), expect.closeTo(1.5, 1)]);
});

it('smooth(image, deviation) leaves even channels as they are, up to the border', () => {
  const data = new Uint8Array(2 * 16).fill(200, 0, 16).fill(7, 16);
  const before = data.slice();
  smooth({ data, channels: 2, height: 4, width: 4 }, 3);
  expect(data).toEqual(before);
});
