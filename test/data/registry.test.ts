import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DatasetParts } from '../../src/data/dataset.ts';
import type { Progress } from '../../src/data/download.ts';
import { glyphs } from '../../src/data/glyphs.ts';
import * as datasets from '../../src/data/registry.ts';
import { idxSource, mnistFiles } from '../../src/data/sources/idx-source.ts';
import { sendBytes, serve } from '../support/file-server.ts';
import { idxBytes } from './idx-bytes.ts';

const about = { name: 'toy', about: '', home: '', paper: '', licence: '', trainSamples: 2, testSamples: 1 };
const contents = [
  idxBytes([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
  idxBytes([2], [2, 1]),
  idxBytes([1, 2, 2], [9, 10, 11, 12]),
  idxBytes([1], [2]),
].map(bytes => gzipSync(bytes));
const checksums = contents.map(bytes => createHash('md5').update(bytes).digest('hex'));

const realDataDir = process.env['NEARFAR_DATA'];
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nearfar-registry-'));
  vi.stubEnv('XDG_CACHE_HOME', root);
  vi.stubEnv('NEARFAR_DATA', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

describe('datasets.load()', () => {
  test('datasets.load("glyphs", { seed }) draws the alphabet of that seed', async () => {
    const pixels = ({ test }: DatasetParts): Buffer => Buffer.from(test.samples.data.buffer);
    expect(pixels(await datasets.load('glyphs')).equals(pixels(glyphs()))).toBe(true);
    expect(pixels(await datasets.load('glyphs', { seed: 3 })).equals(pixels(glyphs({ seed: 3 })))).toBe(true);
  });

  test('datasets.load(unknown) offers the nearest name', async () => {
    await expect(datasets.load('fashion-mist')).rejects.toThrow(
      'datasets.load: expected a data set out of glyphs, mnist, fashion-mnist, kmnist, emnist-letters, omniglot, omniglot-small1, omniglot-small2, cifar10, got "fashion-mist". ' +
        'Did you mean "fashion-mnist"?',
    );
  });

  test('datasets.load("mnist") refuses a file in the data directory that is another', async () => {
    vi.stubEnv('NEARFAR_DATA', root);
    writeFileSync(join(root, 'train-images-idx3-ubyte.gz'), 'not it');
    await expect(datasets.load('mnist')).rejects.toThrow('train-images-idx3-ubyte.gz: expected MD5 6bbc9ace898e44ae');
  });

  test.skipIf(realDataDir === undefined)('datasets.load("mnist", { dataDir }) reads the real one', async () => {
    const { train, test } = await datasets.load('mnist', { dataDir: realDataDir! });
    expect(train.samples.shape).toEqual([60000, 1, 28, 28]);
    expect(test.samples.shape).toEqual([10000, 1, 28, 28]);
    expect([...train.labels.slice(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...test.labels.slice(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });
});

describe('datasets.loadSource()', () => {
  const names = [
    'train-images-idx3-ubyte.gz',
    'train-labels-idx1-ubyte.gz',
    't10k-images-idx3-ubyte.gz',
    't10k-labels-idx1-ubyte.gz',
  ];

  test('loadSource(idxSource) downloads the four files, turns transposed images and counts labels from firstLabel', async () => {
    const server = await serve((request, response) =>
      sendBytes(request, response, contents[names.indexOf(request.url!.slice(1))]!),
    );
    const seen: Progress[] = [];
    const source = idxSource(about, mnistFiles(server.url, checksums), {
      classNames: ['a', 'b'],
      firstLabel: 1,
      transposed: true,
    });
    const { train, test } = await datasets.loadSource(source, { onProgress: progress => seen.push(progress) });
    expect(train.samples).toEqual({ data: Uint8Array.of(1, 3, 2, 4, 5, 7, 6, 8), shape: [2, 1, 2, 2] });
    expect(train.labels).toEqual(Int32Array.of(1, 0));
    expect(test).toMatchObject({ name: 'toy', labels: Int32Array.of(1), classNames: ['a', 'b'] });
    expect(new Set(seen.map(progress => progress.file))).toEqual(new Set(names));
    await server.close();
  });

  test('loadSource() of what cannot be reached names the file, the address and the option', async () => {
    const server = await serve(() => {});
    await server.close();
    const source = idxSource(about, mnistFiles(server.url, checksums), { classNames: ['a', 'b'] });
    await expect(datasets.loadSource(source)).rejects.toThrow(
      `expected train-images-idx3-ubyte.gz from ${server.url}train-images-idx3-ubyte.gz, got no connection (ECONNREFUSED). ` +
        'Try again when online. Or get the file elsewhere, put it into a folder, and name the folder with dataDir',
    );
  });
});

test('datasets.names has every source of src/data/sources', async () => {
  const files = readdirSync('src/data/sources').map(file => new URL(`../../src/data/sources/${file}`, import.meta.url));
  const exported = (await Promise.all(files.map(file => import(file.pathname)))).flatMap(Object.values);
  const sources = exported.filter(value => typeof value === 'object' && 'load' in value);
  expect(sources.map(({ name }) => name).sort()).toEqual([...datasets.names].sort());
});

describe('datasets.describe()', () => {
  test('datasets.describe() tells every data set apart, without a network', () => {
    for (const name of datasets.names) {
      const { about, classes, sampleShape, available } = datasets.describe(name);
      expect({ name, sampleShape, available }).toEqual({
        name,
        sampleShape: name === 'cifar10' ? [3, 32, 32] : [1, 28, 28],
        available: name === 'glyphs',
      });
      expect(about.length).toBeGreaterThan(10);
      expect(classes).toBeGreaterThan(9);
    }
  });

  test('datasets.describe("glyphs") counts what is drawn', () => {
    const { train, validation, test } = glyphs();
    expect(datasets.describe('glyphs')).toMatchObject({
      classes: [train, validation, test].reduce((sum, part) => sum + part.classNames.length, 0),
      trainSamples: train.labels.length,
      testSamples: test.labels.length,
    });
  });

  test('datasets.describe(name, { dataDir }) tells where each file lies, or that it is missing', () => {
    const path = join(root, 't10k-labels-idx1-ubyte');
    writeFileSync(path, '');
    const { files, available } = datasets.describe('mnist', { dataDir: root });
    expect(available).toBe(false);
    expect(files[3]).toEqual({
      name: 't10k-labels-idx1-ubyte.gz',
      url: 'https://ossci-datasets.s3.amazonaws.com/mnist/t10k-labels-idx1-ubyte.gz',
      path,
    });
    expect(files[0]).not.toHaveProperty('path');
  });

  test('datasets.describe("emnist-letters") gives the address of the archive', () => {
    expect(datasets.describe('emnist-letters').files.map(({ url }) => url)).toEqual(
      Array(4).fill('https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip'),
    );
  });

  test('datasets.describe(unknown) offers the nearest name', () => {
    expect(() => datasets.describe('minst')).toThrow('got "minst". Did you mean "mnist"?');
  });
});
