import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gunzipped } from '../../src/data/gunzip.ts';
import { readIdx } from '../../src/data/idx.ts';
import { idxBytes } from './idx-bytes.ts';

/** Header of so many images of 28 × 28, and far more zeros behind it than it says. */
const bomb = (images: number, megabytes = 100): Uint8Array => {
  const plain = new Uint8Array(megabytes << 20);
  plain.set(idxBytes([images, 28, 28], []));
  return gzipSync(plain);
};

describe('gunzipped(file, mostBytes)', () => {
  test('gunzipped(…) is what was packed, or the file itself where it is plain', async () => {
    const plain = Uint8Array.from({ length: 100_000 }, (_, i) => i % 7);
    expect((await gunzipped({ name: 'x', bytes: gzipSync(plain) })).bytes).toEqual(plain);
    expect((await gunzipped({ name: 'x', bytes: plain })).bytes).toBe(plain);
    expect((await gunzipped({ name: 'x', bytes: gzipSync(new Uint8Array()) })).bytes).toEqual(new Uint8Array());
  });

  test('gunzipped(bomb, n) stops at n bytes', async () => {
    const bytes = bomb(1);
    const before = process.memoryUsage().arrayBuffers;
    await expect(gunzipped({ name: 'x', bytes }, 1000)).rejects.toThrow(
      'x: expected at most 1000 bytes once unpacked, got more. Fetch it again.',
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 << 20);
  });
});

describe('readIdx(bomb)', () => {
  test('readIdx(…) unpacks no further than the header says', async () => {
    await expect(readIdx({ name: 'x', bytes: bomb(2) })).rejects.toThrow(
      'x: expected at most 1584 bytes once unpacked, got more.',
    );
  });

  test('readIdx(…) refuses a header that promises more than a gigabyte', async () => {
    await expect(readIdx({ name: 'x', bytes: bomb(4_000_000, 1) })).rejects.toThrow(
      'x: expected 3136000000 bytes of data for its shape [4000000, 28, 28], got no room for more than 1073741824.',
    );
  });

  test('readIdx(…) sets no room aside that the file could never fill', async () => {
    const cut = gzipSync(idxBytes([1_000_000, 28, 28], [1, 2, 3]));
    await expect(readIdx({ name: 'x', bytes: cut })).rejects.toThrow(
      'x: expected 784000000 bytes of data for its shape [1000000, 28, 28], got 3. Fetch the file again.',
    );
  });
});
