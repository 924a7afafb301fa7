import { describe, expect, it } from 'vitest';
import { type Strengths, transformEach, transformNames, transforms } from '../../../src/data/transforms/transforms.ts';
import { Random } from '../../../src/random.ts';

const [N, SIDE] = [12, 9];

/** Colour images of all sorts of numbers, as bytes or as floats from −2 to 3. */
function images(kind: 'bytes' | 'floats'): Uint8Array | Float32Array {
  const random = new Random(5);
  const length = N * 3 * SIDE * SIDE;
  return kind === 'bytes'
    ? Uint8Array.from({ length }, () => random.int(256))
    : Float32Array.from({ length }, () => random.uniform(-2, 3));
}

const randomOf = (row: number) => new Random(1).fork(`row ${row}`);

function varied(kind: 'bytes' | 'floats', strengths: Strengths, rows = randomOf) {
  const samples = images(kind);
  transformEach(samples, [3, SIDE, SIDE], strengths, rows);
  return samples;
}

describe.each(transformNames)('transformEach(samples, shape, { %s })', name => {
  it.each(['bytes', 'floats'] as const)('changes nothing of %s at strength 0', kind => {
    const [before, after] = [images(kind), varied(kind, { [name]: 0 })];
    const differences = Array.from(after, (value, i) => Math.abs(value - before[i]!));
    expect(Math.max(...differences)).toBeLessThan(kind === 'bytes' ? 1 : 1e-6);
  });

  it.each(['bytes', 'floats'] as const)('keeps %s in their range at its greatest strength', kind => {
    const after = varied(kind, { [name]: transforms[name].most });
    const [low, high] = kind === 'bytes' ? [0, 255] : [-2, 3];
    expect(after.every(value => value >= low - 1e-5 && value <= high + 1e-5)).toBe(true);
  });

  it('is the same for the same random numbers, and changes some images otherwise for others', () => {
    const strengths = { [name]: transforms[name].usual };
    expect(varied('bytes', strengths)).toEqual(varied('bytes', strengths));
    expect(varied('bytes', strengths)).not.toEqual(images('bytes'));
    expect(varied('bytes', strengths, row => new Random(2).fork(`${row}`))).not.toEqual(varied('bytes', strengths));
  });
});

describe('transformEach(samples, shape, strengths, randomOf)', () => {
  it('varies an image by the random numbers of its row alone, in whatever batch it is', () => {
    const strengths = { crop: 0.5, noise: 0.2, erasing: 1 };
    const all = varied('bytes', strengths);
    const size = 3 * SIDE * SIDE;
    const one = images('bytes').slice(4 * size, 5 * size);
    transformEach(one, [3, SIDE, SIDE], strengths, () => randomOf(4));
    expect(one).toEqual(all.slice(4 * size, 5 * size));
  });
});
