import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { beforeAll, describe, expect, it } from 'vitest';
import * as datasets from '../../src/data/datasets.ts';
import { readPart } from '../../src/data/formats/file-part.ts';
import type { FilePart } from '../../src/data/formats/listing.ts';
import { absolute, expand, isPattern, patternName, together } from '../../src/data/formats/pattern.ts';
import { listTar } from '../../src/data/formats/tar.ts';
import { temporaryFolder } from '../support/cli.ts';
import { plainImage, writeFiles } from '../support/own-data.ts';

const root = temporaryFolder();
const at = (name: string) => join(root, name);
const rows = (colour: string, start = 0) =>
  Array.from({ length: 6 }, (_, i) => `${start + i},${colour},k${i % 2}`).join('\n');
let png: Uint8Array;

async function tar(
  path: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  pack = (bytes: Uint8Array) => bytes,
) {
  const entries = Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body }));
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), pack(await packTar(entries)));
}

beforeAll(async () => {
  png = await plainImage(4, 4).png().toBuffer();
  writeFiles(root, {
    'parts/p1.csv': `x,colour,label\n${rows('red')}\n`,
    'parts/p2.csv': `x,colour,label\n${rows('blue', 10)}\n`,
    'parts/p10.csv': `colour,x,label\n${rows('red', 20).replace(/(\d+),red/g, 'red,$1')}\n`,
    ...Object.fromEntries([...'aaaabbbb'].map((label, i) => [`photos/${label}/${i}.png`, png])),
  });
});

describe('several files as one set', () => {
  it('tables have one set of columns, in the order of their numbers; they are named after their folder', async () => {
    const { train, test, reading } = await datasets.load(at('parts/*.csv'));
    expect(reading).toMatchObject({
      path: at('parts/*.csv'),
      format: 'a table, in 3 files',
      samples: 18,
      columns: [{ name: 'x' }, { name: 'colour', values: ['blue', 'red'] }],
    });
    expect([train.name, train.samples.shape[0]! + test.samples.shape[0]!]).toEqual(['parts', 18]);
    const some = await datasets.inspect(together([at('parts/p1.csv'), at('parts/p2.csv')]));
    expect(some).toMatchObject({ samples: 12, name: 'parts' });
  });

  it('a folder of tables is one set, whose parts are those that all files are named after', async () => {
    writeFiles(root, {
      'hub/train-00000-of-00002.jsonl': '{"x":1,"label":"a"}\n{"x":2,"label":"b"}\n{"x":3,"label":"a"}\n',
      'hub/test-00000-of-00001.jsonl': '{"x":4,"label":"a"}\n{"x":5,"label":"a"}\n{"x":6,"label":"b"}\n',
    });
    const { train, test } = await datasets.load(at('hub'));
    expect([Array.from(train.samples.data), Array.from(test.samples.data)]).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('images have the classes that their folders are', async () => {
    const { classes, format } = await datasets.inspect(at('photos/*/*.png'));
    expect(classes).toEqual({ a: 4, b: 4 });
    expect(format).toBe('images, each in the folder of its class');
  });

  it('says what is missing, and what does not go together', async () => {
    await expect(datasets.load(at('parts/*.tsv'))).rejects.toThrow(
      /parts\/\*\.tsv: expected files that it stands for, got none\. Check the path\.$/,
    );
    writeFiles(root, {
      'odd/a.csv': 'x,label\n1,a\n',
      'odd/b.csv': 'z,label\n1,a\n',
      'lists/1.csv': 'a,b,same\n',
      'lists/2.csv': 'a,b,same\n',
    });
    await expect(datasets.load(at('odd'))).rejects.toThrow(
      /b\.csv: expected the columns of a\.csv, x, label, got z, label\.$/,
    );
    await expect(datasets.load(at('lists'))).rejects.toThrow(
      /lists: expected one list, got 2 lists of pairs\. Put them into one file\.$/,
    );
    await expect(datasets.load(together([at('photos'), at('parts/p1.csv')]))).rejects.toThrow(
      /expected files of one kind, got a folder of images \(photos\) and a table \(p1\.csv\)\. Name them apart\.$/,
    );
  });
});

describe('tar files in the layout of WebDataset', () => {
  it('have an image and its class for each key, in a file or a field; a folder of them is one set', async () => {
    await tar('shards/train-0.tar', {
      '00.png': png,
      '00.cls': '3\n',
      'x/01.png': png,
      'x/01.json': '{"label":"7"}',
      '02.png': png,
    });
    await tar(
      'shards/train-1.tgz',
      { '03.png': png, '03.cls': '7', '03.txt': 'a caption', '04.png': png, '04.cls': '3' },
      gzipSync,
    );
    await tar('shards/test-0.tar', {
      '05.png': png,
      '05.cls': '3',
      '06.png': png,
      '06.cls': '3',
      '07.png': png,
      '07.cls': '7',
    });
    const { train, test, reading } = await datasets.load(at('shards'));
    expect(Array.from(train.labels, label => train.classNames[label])).toEqual(['3', '7', '7', '3']);
    expect(Array.from(test.labels, label => test.classNames[label])).toEqual(['3', '3', '7']);
    expect(reading!.skipped).toEqual([{ id: 'train-0.tar:02', reason: 'no label' }]);
  });

  it('take the class from the folder where no file tells one; a path out of the shard is skipped, and nothing is written', async () => {
    const names = ['a/1.png', 'a/2.png', 'a/3.png', 'a/4.png', 'b/1.png', 'b/2.png', 'b/3.png', 'b/4.png'];
    await tar('plain.tar', {
      ...Object.fromEntries(names.map(name => [name, png])),
      '../evil.png': png,
      '/etc/evil.png': png,
    });
    const { classes, skipped } = await datasets.inspect(at('plain.tar'));
    expect(classes).toEqual({ a: 4, b: 4 });
    expect(skipped).toEqual(['../evil.png', '/etc/evil.png'].map(id => ({ id, reason: 'a path out of the shard' })));
  });

  it('are read image by image where they are not compressed, so that they may be larger than the memory', async () => {
    await tar('places.tar', { '00.png': png, '00.cls': '3', '01.png': png, '01.cls': '4' });
    const path = at('places.tar');
    const { content } = await listTar(path);
    const [first, second] = content.kind === 'images' ? content.images : [];
    expect([first, second]).toEqual([
      { path, start: 512, length: png.length },
      { path, start: expect.any(Number), length: png.length },
    ]);
    expect(Buffer.from(await readPart(second as FilePart)).equals(png)).toBe(true);
    const cut = { ...(second as FilePart), length: 1_000_000 };
    await expect(readPart(cut)).rejects.toThrow(/places\.tar ends at byte \d+$/);
  });

  it('are read for a run with their ids and classes', async () => {
    await tar('one.tar', { '00.png': png, '00.cls': '3', '01.png': png });
    const { ids, labels, samples } = await datasets.readSamples(at('one.tar'), [3, 4, 4]);
    expect([ids, labels, samples.shape]).toEqual([
      ['one.tar:00', 'one.tar:01'],
      ['3', ''],
      [2, 3, 4, 4],
    ]);
  });

  it('say what is wrong with them', async () => {
    await tar('texts.tar', { 'a.txt': 'x' });
    await expect(datasets.load(at('texts.tar'))).rejects.toThrow(
      /texts\.tar: expected images in it, as WebDataset lays them out \(0001\.jpg, 0001\.cls\), got none among 1 samples\.$/,
    );
    writeFiles(root, { 'broken.tar': new Uint8Array(3000).fill(9) });
    await expect(datasets.load(at('broken.tar'))).rejects.toThrow(/broken\.tar: expected a tar file, got /);
    await tar('json.tar', { 'a.png': png, 'a.json': '{' });
    await expect(datasets.load(at('json.tar'))).rejects.toThrow(/json\.tar, a\.json: expected a JSON object, got /);
  });
});

describe('patterns', () => {
  it('stand for paths; a file of that name comes first, and a comma in a name is kept', () => {
    writeFiles(root, { 'odd names/a[1].csv': '', 'odd names/b,c.csv': '' });
    const names = [at('odd names/a[1].csv'), at('odd names/b,c.csv')];
    expect(isPattern(names[0]!)).toBe(false);
    expect(expand(together(names))).toEqual(names);
    expect(expand(absolute(together(names)))).toEqual(names);
    expect(expand(at('parts/*.csv'))).toEqual(['p1', 'p2', 'p10'].map(name => at(`parts/${name}.csv`)));
  });

  it('are named after the folder that holds all', () => {
    expect([
      patternName('/a/parts/*.csv'),
      patternName('{/a/x/1.csv,/a/x/2.csv}'),
      patternName('{/a/x/*.csv,/a/y/2.csv}'),
    ]).toEqual(['parts', 'x', 'a']);
  });
});
