import { expect, it } from 'vitest';
import { crop } from '../../../src/data/transforms/crop.ts';
import { Random } from '../../../src/random.ts';

const SIDE = 33;

/** The places, along x and along y, that a cropped image shows at its four edges. */
function shownParts(strength: number, count = 100) {
  const random = new Random(3);
  return Array.from({ length: count }, () => {
    const places = [(i: number) => i % SIDE, (i: number) => Math.floor(i / SIDE)];
    const data = Float32Array.from({ length: 2 * SIDE * SIDE }, (_, i) =>
      places[Math.floor(i / SIDE ** 2)]!(i % SIDE ** 2),
    );
    crop.apply({ data, channels: 2, height: SIDE, width: SIDE }, strength, random);
    const at = (x: number, y: number, channel: number) => data[channel * SIDE ** 2 + y * SIDE + x]!;
    return { left: at(0, 5, 0), right: at(SIDE - 1, 5, 0), top: at(5, 0, 1), bottom: at(5, SIDE - 1, 1) };
  });
}

it('crop shows a part inside the image that has at least the rest of its area', () => {
  const areas = shownParts(0.5).map(({ left, right, top, bottom }) => {
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    expect(Math.max(right, bottom)).toBeLessThanOrEqual(SIDE - 1);
    return ((right - left) * (bottom - top)) / (SIDE - 1) ** 2;
  });
  expect(Math.min(...areas)).toBeGreaterThan(0.499);
  expect(Math.min(...areas)).toBeLessThan(0.55);
  expect(Math.max(...areas)).toBeGreaterThan(0.95);
});

it('crop shows parts a third longer than high at most, and the reverse', () => {
  const ratios = shownParts(0.9).map(({ left, right, top, bottom }) => (right - left) / (bottom - top));
  expect(Math.max(...ratios)).toBeLessThan(1.334);
  expect(Math.max(...ratios)).toBeGreaterThan(1.2);
  expect(Math.min(...ratios)).toBeGreaterThan(0.749);
});
