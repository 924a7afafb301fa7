import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPairs, writePairs } from '../../src/runs/pairs-file.ts';
import { temporaryFolder } from '../support/cli.ts';

const pairs = { distances: [0.5, 1.25, 0], same: [true, false, true] };
const rows = { left: Int32Array.of(0, 1, 2), right: Int32Array.of(5, 6, 7) };
const measured = { rocAuc: 1, eer: 0, accuracy: 1, threshold: 1, tarAtFar: {} };

it('readPairs(path) gives back what writePairs(path, verification) wrote', async () => {
  const path = join(temporaryFolder(), 'pairs.parquet');
  expect(await readPairs(path)).toBeUndefined();
  writePairs(path, { ...measured, ...rows, pairs });
  expect(await readPairs(path)).toEqual(pairs);
});

it('readPairs(path) says so where a file is something else', async () => {
  const path = join(temporaryFolder(), 'pairs.parquet');
  writeFileSync(path, 'no pairs');
  await expect(readPairs(path)).rejects.toThrow('expected the pairs of a run, got something else. Train anew.');
});

it('readPairs(path) refuses a file in which any byte is another', async () => {
  const path = join(temporaryFolder(), 'pairs.parquet');
  writePairs(path, { ...measured, ...rows, pairs });
  const bytes = readFileSync(path);
  for (let i = 0; i < bytes.length; i++) {
    const damaged = Buffer.from(bytes);
    damaged[i]! ^= 1 << (i % 8);
    writeFileSync(path, damaged);
    await expect(readPairs(path), `byte ${i}`).rejects.toThrow(
      /expected the pairs of a run, got (something else|a damaged file)\. Train anew\.$/,
    );
  }
});
