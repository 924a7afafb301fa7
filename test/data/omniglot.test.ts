import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readOmniglot, smallestAlphabets } from '../../src/data/omniglot.ts';
import { readOmniglotRuns } from '../../src/data/omniglot-runs.ts';
import * as datasets from '../../src/data/registry.ts';

/** A white drawing of 105 × 105 pixels with one black bar of 15 rows. */
async function drawing(firstRow: number): Promise<Uint8Array> {
  const pixels = new Uint8Array(105 * 105).fill(255).fill(0, firstRow * 105, (firstRow + 15) * 105);
  return sharp(pixels, { raw: { width: 105, height: 105, channels: 1 } })
    .png()
    .toBuffer();
}

/** A zip file of so many characters a alphabet, two drawings of each. */
async function zipOf(set: string, alphabets: Readonly<Record<string, number>>): Promise<Uint8Array> {
  const png = await drawing(0);
  const paths = Object.entries(alphabets).flatMap(([alphabet, characters]) =>
    Array.from({ length: characters }, (_, c) => `${set}/${alphabet}/character${String(c + 1).padStart(2, '0')}`),
  );
  return zipSync(Object.fromEntries(paths.flatMap(path => [1, 2].map(n => [`${path}/000${n}_01.png`, png]))));
}

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nearfar-omniglot-'));
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

describe('readOmniglot(name, file, options)', () => {
  const zipped = async () => ({
    name: 'set.zip',
    bytes: zipSync({ 'set/A/character01/0001_01.png': await drawing(15), 'set/readme.txt': new Uint8Array(3) }),
  });

  test('readOmniglot(…) is white ink on black, averaged over areas, with alphabets as groups', async () => {
    const { samples, classNames, groups } = await readOmniglot('x', await zipped());
    expect([samples.shape, classNames, groups]).toEqual([[1, 1, 28, 28], ['A/character01'], ['A']]);
    const rows = Array.from({ length: 28 }, (_, y) => samples.data[y * 28 + 9]);
    // A pixel is 3.75 rows high: rows 15 to 30 of the drawing are exactly rows 4 to 8.
    expect(rows.slice(3, 9)).toEqual([0, 255, 255, 255, 255, 0]);
  });

  test('readOmniglot(…, { size, invert: false }) keeps black on white, at another size', async () => {
    const { samples } = await readOmniglot('x', await zipped(), { size: 21, invert: false });
    expect(samples.shape).toEqual([1, 1, 21, 21]);
    expect(Array.from({ length: 9 }, (_, y) => samples.data[y * 21])).toEqual([255, 255, 255, 0, 0, 0, 255, 255, 255]);
    const fourteen = await readOmniglot('x', await zipped(), { size: 14 });
    expect(Array.from({ length: 5 }, (_, y) => fourteen.samples.data[y * 14])).toEqual([0, 0, 255, 255, 0]);
  });

  test('readOmniglot(…) refuses what is no zip file, one cut off, one without drawings, and a size out of range', async () => {
    const read = (bytes: Uint8Array, size?: number) => readOmniglot('x', { name: 'set.zip', bytes }, { size });
    await expect(read(new TextEncoder().encode('<html>'))).rejects.toThrow(
      'set.zip: expected a zip file, got something else. Fetch it again.',
    );
    const { bytes } = await zipped();
    await expect(read(bytes.subarray(0, 200))).rejects.toThrow('got one that is cut off or damaged');
    await expect(read(zipSync({ 'a.txt': new Uint8Array(1) }))).rejects.toThrow(
      'set.zip: expected drawings in it, as <set>/<alphabet>/<character>/<drawing>.png, got none.',
    );
    await expect(read(bytes, 4)).rejects.toThrow('omniglot: expected size to be an integer from 8 to 105, got 4.');
    const broken = zipSync({ 'set/A/character01/1.png': new Uint8Array(9) });
    await expect(read(broken)).rejects.toThrow('set.zip: set/A/character01/1.png: expected an image');
  });
});

describe('smallestAlphabets(dataset, count)', () => {
  test('smallestAlphabets(…) takes those with the fewest characters, of equals the first by name', async () => {
    const groups = ['c', 'c', 'b', 'b', 'a', 'd', 'd', 'd'];
    expect([...smallestAlphabets({ groups } as never, 2)]).toEqual(['a', 'b']);
  });
});

describe('datasets.load("omniglot-small1")', () => {
  test('datasets.load(…) splits by alphabet: the smallest validates, those of small2 alone are for judging', async () => {
    mkdirSync(join(root, 'omniglot'));
    const put = (name: string, bytes: Uint8Array) => writeFileSync(join(root, 'omniglot', name), bytes);
    put('images_background_small1.zip', await zipOf('small1', { A: 3, B: 1, C: 2 }));
    put('images_background_small2.zip', await zipOf('small2', { A: 3, D: 2 }));
    const { train, validation, test } = await datasets.load('omniglot-small1', { dataDir: root });
    expect([...new Set(train.groups)]).toEqual(['A', 'C']);
    expect(train.labels).toEqual(Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4));
    expect(validation!.classNames).toEqual(['B/character01']);
    expect(test.classNames).toEqual(['D/character01', 'D/character02']);
    expect(datasets.describe('omniglot-small1', { dataDir: root }).available).toBe(true);
  });
});

describe('readOmniglotRuns(file)', () => {
  test('readOmniglotRuns(…) pairs each drawing to tell with the place of its class', async () => {
    const files = {
      'run02/class_labels.txt': new TextEncoder().encode(
        'run02/test/item01.png run02/training/class02.png\r\nrun02/test/item02.png run02/training/class01.png\r\n',
      ),
      'run02/training/class01.png': await drawing(0),
      'run02/training/class02.png': await drawing(90),
      'run02/test/item01.png': await drawing(90),
      'run02/test/item02.png': await drawing(0),
    };
    const runs = await readOmniglotRuns({ name: 'all_runs.zip', bytes: zipSync(files) });
    expect(runs).toHaveLength(1);
    expect(runs[0]!).toMatchObject({ name: 'run02', answers: Int32Array.of(1, 0) });
    expect(runs[0]!.training.shape).toEqual([2, 1, 28, 28]);
    expect([runs[0]!.training.data[0], runs[0]!.test.data[0]]).toEqual([255, 0]);

    const { 'run02/test/item02.png': _, ...lacking } = files;
    await expect(readOmniglotRuns({ name: 'all_runs.zip', bytes: zipSync(lacking) })).rejects.toThrow(
      'all_runs.zip: expected run02/test/item02.png, which class_labels.txt names, got none.',
    );
    await expect(readOmniglotRuns({ name: 'all_runs.zip', bytes: zipSync({}) })).rejects.toThrow(
      'all_runs.zip: expected run01/class_labels.txt and so on in it, got none.',
    );
  });
});
