import { describe, expect, it } from 'vitest';
import { drawNoise } from '../../src/graph/evaluate.ts';
import * as g from '../../src/graph/index.ts';
import { buffer, program, randomUniform } from '../../src/graph/index.ts';
import { Random } from '../../src/random.ts';

describe('drawNoise(noise, buffers, random)', () => {
  it('stays below 1 as float32 when the generator draws its greatest number', () => {
    class Greatest extends Random {
      override uint32(): number {
        return 0xffffffff;
      }
    }
    const { noise } = program({ u: randomUniform([4]) });
    const buffers = Object.fromEntries(Object.keys(noise).map(name => [name, buffer('float32', [4])]));
    drawNoise(noise, buffers, new Greatest(0));
    const drawn = Object.values(buffers).flatMap(({ data }) => Array.from(data as Float32Array));
    expect(drawn).toHaveLength(4);
    for (const u of drawn) expect(u).toBeLessThan(1);
  });
});

describe('evaluate(outputs, feeds)', () => {
  const y = () => g.add(g.input('images', 'float32', [2]), g.cast(g.input('labels', 'int64', [2]), 'float32'));

  it('names an input that nothing is fed to', async () => {
    await expect(g.evaluate({ y: y() }, { images: [1, 2] })).rejects.toThrow(
      'evaluate: expected 2 values for the input "labels" int64[2], got none.',
    );
  });

  it('says how many values an input takes', async () => {
    await expect(g.evaluate({ y: y() }, { images: [1, 2, 3], labels: [0, 1] })).rejects.toThrow(
      'evaluate: expected 2 values for the input "images" float32[2], got 3.',
    );
  });

  it('offers the nearest name for one that it does not know', async () => {
    await expect(g.evaluate({ y: y() }, { image: [1, 2], labels: [0, 1] })).rejects.toThrow(
      'evaluate: expected an input out of images, labels, got "image". Did you mean "images"?',
    );
  });

  it('refuses what is fed where no output depends on an input', async () => {
    await expect(g.evaluate({ y: g.constant(1) }, { x: [1] })).rejects.toThrow(
      'evaluate: expected nothing fed, as no output depends on an input, got "x".',
    );
  });
});
