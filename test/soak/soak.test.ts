import { beforeAll, describe, expect, it } from 'vitest';
import { type Format, formats } from './formats.ts';
import { readMutation } from './inputs.ts';

/** `npm run soak` reads thousands of each, in processes of their own. */
const MUTATIONS = 20;

describe('reading mutated inputs', () => {
  let all: readonly Format[];
  beforeAll(async () => {
    all = (await formats()).filter(({ isNative }) => !isNative);
  });

  it('every format takes its intact example', async () => {
    for (const { bytes, read } of all) await read(bytes);
  });

  it(`${MUTATIONS} of each format end in a value or an error of our own`, async () => {
    const raw: string[] = [];
    for (const format of all) {
      for (let n = 0; n < MUTATIONS; n++) {
        const { outcome, message } = await readMutation(format, 0, n);
        if (outcome !== 'clean' && outcome !== 'accepted') raw.push(`${format.name} ${n}: ${outcome} ${message}`);
      }
    }
    expect(raw).toEqual([]);
  });
});
