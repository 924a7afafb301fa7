import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { unzipped } from '../../src/data/zip.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const files = { 'A/one.txt': text('one one one one one'), 'A/two.txt': text('two'), 'B/three.txt': text('3') };
const ROOM = { entryBytes: 1000, totalBytes: 2000 };
const read = (bytes: Uint8Array, bounds = ROOM, wanted = (_: string) => true) =>
  unzipped({ name: 'x.zip', bytes }, wanted, bounds);
const plain = (contents: ReadonlyMap<string, Uint8Array>) =>
  [...contents].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]);
const whole = Object.entries(files).map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]);

describe('unzipped(file, wanted, bounds)', () => {
  test.each([0, 6] as const)('unzipped(…) gives the wanted files in order (packed at level %i)', level => {
    expect(plain(read(zipSync(files, { level })))).toEqual(whole);
    expect([...read(zipSync(files, { level }), ROOM, path => path.startsWith('B')).keys()]).toEqual(['B/three.txt']);
  });

  test('unzipped(…) reads a zip file with a comment at its end, and names in UTF-8', () => {
    const zip = zipSync({ 'Ελ/α': text('x') });
    const commented = new Uint8Array([...zip, ...text('hello')]);
    commented[zip.length - 2] = 5;
    expect([...read(commented).keys()]).toEqual(['Ελ/α']);
  });

  test('unzipped(…) of a zip file with any one bit flipped is the same files, or refused', () => {
    const zip = zipSync(files);
    let refused = 0;
    for (let bit = 0; bit < 8 * zip.length; bit++) {
      const damaged = zip.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      try {
        expect(plain(read(damaged)), `bit ${bit}`).toEqual(whole);
      } catch (error) {
        expect((error as Error).message).toMatch(/^x\.zip: expected (a zip file|files of the size that)/);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(4 * zip.length);
  });

  test('unzipped(…) of a zip file cut anywhere is refused', () => {
    const zip = zipSync(files);
    for (let length = 0; length < zip.length; length++) {
      expect(() => read(zip.subarray(0, length)), `${length} bytes`).toThrow('x.zip: expected a zip file');
    }
  });

  test('unzipped(…) says which file has other bytes than were packed', () => {
    const zip = zipSync(files, { level: 0 });
    zip[zip.findIndex((_, i) => String.fromCharCode(...zip.subarray(i, i + 3)) === 'one' && zip[i + 3] === 0x20)]! ^= 1;
    expect(() => read(zip)).toThrow(
      'x.zip: expected a zip file, got one that is cut off or damaged (A/one.txt has a wrong CRC-32 or length). Fetch it again.',
    );
  });

  test('unzipped(…) refuses a bomb by its directory, before it unpacks', () => {
    const bomb = zipSync({ a: new Uint8Array(50_000_000) });
    const started = performance.now();
    expect(() => read(bomb)).toThrow(
      'x.zip: expected files of the size that the data set has, got bytes: 50000000 for a, where at most 1000 make sense.',
    );
    expect(performance.now() - started).toBeLessThan(50);
    const many = zipSync(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}`, new Uint8Array(900)])));
    expect(() => read(many)).toThrow('got bytes: 27000 in all, where at most 2000 make sense.');
  });

  test('unzipped(…) stops a bomb whose directory lies, at the size told', () => {
    const bomb = zipSync({ a: new Uint8Array(50_000_000) });
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.length);
    for (let at = 0; at < bomb.length - 4; at++)
      if (view.getUint32(at, true) === 50_000_000) view.setUint32(at, 10, true);
    expect(() => read(bomb)).toThrow('a does not unpack to its 10 bytes');
  });
});
