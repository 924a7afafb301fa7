import { describe, expect, it } from 'vitest';
import { type ColorChange, recolor } from '../../../src/data/transforms/color.ts';

const same: ColorChange = { brightness: 1, contrast: 1, saturation: 1, hue: 0 };

/** Two pixels after a change: [r, g, b] each. */
function recolored(pixels: [number[], number[]], change: Partial<ColorChange>) {
  const data = Uint8Array.from([0, 1, 2].flatMap(c => pixels.map(pixel => pixel[c]!)));
  recolor({ data, channels: 3, height: 1, width: 2 }, { ...same, ...change });
  return [0, 1].map(i => [0, 2, 4].map(c => data[c + i]!));
}

describe('recolor(image, change)', () => {
  it('multiplies by the brightness, and cuts at white', () => {
    expect(
      recolored(
        [
          [10, 20, 30],
          [100, 200, 40],
        ],
        { brightness: 1.5 },
      ),
    ).toEqual([
      [15, 30, 45],
      [150, 255, 60],
    ]);
  });

  it('moves numbers from or to the mean luma by the contrast', () => {
    expect(
      recolored(
        [
          [50, 50, 50],
          [150, 150, 150],
        ],
        { contrast: 0.5 },
      ),
    ).toEqual([
      [75, 75, 75],
      [125, 125, 125],
    ]);
    expect(
      recolored(
        [
          [50, 50, 50],
          [150, 150, 150],
        ],
        { contrast: 2 },
      ),
    ).toEqual([
      [0, 0, 0],
      [200, 200, 200],
    ]);
  });

  it('is grey of the same luma without saturation', () => {
    expect(
      recolored(
        [
          [255, 0, 0],
          [0, 255, 0],
        ],
        { saturation: 0 },
      ),
    ).toEqual([
      [76, 76, 76],
      [150, 150, 150],
    ]);
  });

  it('turns hues and keeps the luma and greys', () => {
    const [colour, grey] = recolored(
      [
        [140, 90, 100],
        [77, 77, 77],
      ],
      { hue: Math.PI / 2 },
    );
    const luma = ([r, g, b]: number[]) => 0.299 * r! + 0.587 * g! + 0.114 * b!;
    expect(luma(colour!)).toBeCloseTo(luma([140, 90, 100]), -0.3);
    expect(Math.abs(colour![0]! - 140)).toBeGreaterThan(20);
    expect(grey).toEqual([77, 77, 77]);
    expect(
      recolored(
        [
          [140, 90, 100],
          [77, 77, 77],
        ],
        { hue: 2 * Math.PI },
      )[0],
    ).toEqual([140, 90, 100]);
  });
});
