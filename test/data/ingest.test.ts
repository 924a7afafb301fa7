import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collect, MEMORY } from '../../src/data/collection.ts';
import * as datasets from '../../src/data/datasets.ts';
import { filesBelow, listFolder } from '../../src/data/formats/folder.ts';
import { IN_BLOCK, ingest, ingestedFolder } from '../../src/data/ingest.ts';
import { united } from '../../src/data/splits.ts';
import { StoredRows } from '../../src/data/stored-rows.ts';
import { temporaryFolder } from '../support/cli.ts';
import { characterFolder, writeFiles } from '../support/own-data.ts';

/** 40 characters, and one that cannot be decoded. */
async function characters(): Promise<string> {
  const folder = join(temporaryFolder(), 'characters');
  await characterFolder(folder, 5, 8);
  writeFiles(folder, { 'c1/bad.png': 'hello' });
  return folder;
}

/** Bytes of a sample, and images in a block: 41 are three. */
const WIDTH = 28 * 28;
const IMAGES = 16;

const imagesOf = (folder: string) => filesBelow(folder).files.map(({ path }) => ({ path }));
const decoding = { shape: [1, 28, 28], fit: 'cover' } as const;

/** The blocks that the journal of the one ingested set records, in the order of their lines. */
const recorded = (): number[] => {
  const [key] = readdirSync(ingestedFolder());
  const lines = readFileSync(join(ingestedFolder(), key!, 'journal'), 'utf8').split('\n');
  return lines.flatMap(line => (line === '' ? [] : [(JSON.parse(line) as { block: number }).block]));
};

/** Another process that ingests the same images, with the built nearfar; it tells how many images are done. */
function ingestElsewhere(folder: string, onDone: (done: number, child: ChildProcess) => void = () => {}) {
  const built = (name: string) => JSON.stringify(new URL(`../../dist/data/${name}.js`, import.meta.url).href);
  const script = `
    const { IN_BLOCK, ingest } = await import(${built('ingest')});
    IN_BLOCK.images = ${IMAGES};
    const { listFolder } = await import(${built('formats/folder')});
    const { images } = listFolder(${JSON.stringify(folder)}).content;
    await ingest(images, ${JSON.stringify(decoding)}, done => process.stdout.write(done + '\\n'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env: process.env });
  child.stdout.on('data', (data: Buffer) => {
    for (const done of data.toString().trim().split('\n')) onDone(Number(done), child);
  });
  return new Promise<number | null>(resolve => child.on('close', resolve));
}

const [{ mostBytes }, { images: inBlock }] = [{ ...MEMORY }, { ...IN_BLOCK }];
beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', temporaryFolder());
  IN_BLOCK.images = IMAGES;
});
afterEach(() => {
  vi.unstubAllEnvs();
  MEMORY.mostBytes = mostBytes;
  IN_BLOCK.images = inBlock;
});

describe('ingest(images, decoding)', () => {
  it('writes the rows that are decoded into memory, and says what it cannot decode', async () => {
    const folder = await characters();
    const inMemory = await collect(listFolder(folder));
    MEMORY.mostBytes = 0;
    const stored = await collect(listFolder(folder));
    expect(stored.samples).toBeInstanceOf(StoredRows);
    expect(stored.samples.shape).toEqual([40, 1, 28, 28]);
    expect(Buffer.from(stored.samples.data).equals(Buffer.from(inMemory.samples.data))).toBe(true);
    expect(stored.entries).toEqual(inMemory.entries);
    expect(stored.skipped).toEqual(inMemory.skipped);
    expect(stored.skipped).toEqual([{ id: 'c1/bad.png', reason: 'no image of a known format' }]);
  });

  it('decodes nothing a second time, and other images or other options anew', async () => {
    const images = imagesOf(await characters());
    const first = await ingest(images, decoding);
    const told = vi.fn();
    expect(await ingest(images, decoding, told)).toEqual(first);
    expect(told).not.toHaveBeenCalled();
    const { file } = await ingest(images, { ...decoding, fit: 'contain' });
    expect(file).not.toBe(first.file);
    utimesSync(images[0]!.path, 1, 1);
    expect((await ingest(images, decoding)).file).not.toBe(first.file);
  });

  it('goes on from what a killed process has decoded', async () => {
    const folder = await characters();
    const code = await ingestElsewhere(folder, (done, child) => done > 0 && child.kill('SIGKILL'));
    expect(code).toBeNull();
    const before = recorded();
    expect(before.length).toBeGreaterThan(0);
    const told: number[] = [];
    const { file } = await ingest(imagesOf(folder), decoding, done => told.push(done));
    expect(told[0]).toBeGreaterThan(0);
    expect(recorded().slice(0, before.length)).toEqual(before);
    expect(recorded().sort()).toEqual([0, 1, 2]);
    vi.stubEnv('XDG_CACHE_HOME', temporaryFolder());
    expect(readFileSync(file).equals(readFileSync((await ingest(imagesOf(folder), decoding)).file))).toBe(true);
  });

  it('decodes a block again whose bytes were lost, and a line of the journal that was left unfinished', async () => {
    const folder = await characters();
    await ingestElsewhere(folder, (done, child) => done > 0 && child.kill('SIGKILL'));
    const [key] = readdirSync(ingestedFolder());
    truncateSync(join(ingestedFolder(), key!, 'rows.part'), 0);
    const journal = join(ingestedFolder(), key!, 'journal');
    truncateSync(journal, statSync(journal).size - 3);
    const { file } = await ingest(imagesOf(folder), decoding);
    vi.stubEnv('XDG_CACHE_HOME', temporaryFolder());
    expect(readFileSync(file).equals(readFileSync((await ingest(imagesOf(folder), decoding)).file))).toBe(true);
  });

  it('decodes anew where the file is not whole', async () => {
    const images = imagesOf(await characters());
    const { file, reasons } = await ingest(images, decoding);
    const whole = readFileSync(file);
    truncateSync(file, WIDTH);
    expect(await ingest(images, decoding)).toEqual({ file, reasons });
    expect(readFileSync(file).equals(whole)).toBe(true);
  });

  it('in two processes at once gives both the same file', async () => {
    const folder = await characters();
    const codes = await Promise.all([ingestElsewhere(folder), ingestElsewhere(folder)]);
    expect(codes).toEqual([0, 0]);
    const [key] = readdirSync(ingestedFolder());
    expect(readdirSync(join(ingestedFolder(), key!)).sort()).toEqual(['journal', 'rows']);
    const shared = readFileSync(join(ingestedFolder(), key!, 'rows'));
    vi.stubEnv('XDG_CACHE_HOME', temporaryFolder());
    expect(shared.equals(readFileSync((await ingest(imagesOf(folder), decoding)).file))).toBe(true);
  });
});

describe('StoredRows', () => {
  const stored = async () => {
    MEMORY.mostBytes = 0;
    return datasets.fromFolder(await characters());
  };

  it('are what subset and splits of them read', async () => {
    const { train } = await stored();
    const chosen = datasets.subset(train, [3, 4, 5, 1, 1]);
    expect(chosen.samples).toBeInstanceOf(StoredRows);
    const all = Buffer.from(train.samples.data);
    const row = (i: number) => all.subarray(i * WIDTH, (i + 1) * WIDTH);
    expect(Buffer.concat([3, 4, 5, 1, 1].map(row)).equals(Buffer.from(chosen.samples.data))).toBe(true);
  });

  it('stay where they lie as parts are united', async () => {
    const { train, test } = await stored();
    const both = united(train, test);
    expect(both.samples).toBeInstanceOf(StoredRows);
    const read = [train, test].map(({ samples }) => Buffer.from(samples.data));
    expect(Buffer.concat(read).equals(Buffer.from(both.samples.data))).toBe(true);
  });

  it('throw where their file is gone', async () => {
    const { train } = await stored();
    const { file } = (train.samples as StoredRows).place;
    truncateSync(file, 10);
    expect(() => train.samples.data).toThrow(
      `${file}: expected the file of decoded samples, got a shorter one. Run the command again`,
    );
  });
});
