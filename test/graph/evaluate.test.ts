import { describe, expect, it } from 'vitest';
import { drawNoise } from '../../src/graph/evaluate.ts';
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
