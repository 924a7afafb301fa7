import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as datasets from '../../src/data/datasets.ts';
import { temporaryFolder } from '../support/cli.ts';
import { plainImage, writeFiles } from '../support/own-data.ts';

/** A folder of images of one colour: how many of each size lie in each folder. */
async function photos(counts: Readonly<Record<string, number>>, [width, height] = [20, 16]): Promise<string> {
  const folder = join(temporaryFolder(), 'photos');
  const png = await plainImage(width!, height!).png().toBuffer();
  for (const [name, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) writeFiles(folder, { [`${name}/${i}.png`]: png });
  }
  writeFiles(folder, { '.hidden': '' });
  return folder;
}

describe('datasets.fromFolder(path, options)', () => {
  it('reads images at their common size up to 64', async () => {
    const { train, test, reading } = await datasets.fromFolder(await photos({ a: 5, b: 5 }));
    expect(train.samples.shape).toEqual([6, 3, 16, 20]);
    expect(test.samples.shape).toEqual([4, 3, 16, 20]);
    expect(Array.from(train.samples.data.subarray(0, 640)).every((value, i) => value === (i < 320 ? 255 : 0))).toBe(
      true,
    );
    expect(reading).toMatchObject({
      format: 'a folder of images',
      samples: 10,
      classes: 2,
      shape: [3, 16, 20],
      skipped: [],
    });
  });

  it('reads larger images at 64, or as told', async () => {
    const folder = await photos({ a: 4, b: 4 }, [92, 112]);
    expect((await datasets.fromFolder(folder)).train.samples.shape).toEqual([4, 3, 64, 64]);
    const told = await datasets.fromFolder(folder, { imageSize: 24, channels: 1, fit: 'contain' });
    expect(told.train.samples.shape).toEqual([4, 1, 24, 24]);
  });

  it('skips what is damaged, and says why', async () => {
    const folder = await photos({ a: 5, b: 5 });
    writeFiles(folder, { 'a/bad.png': 'hello', 'b/empty.jpg': '', 'stray.png': '', 'c/note.txt': '' });
    const { reading } = await datasets.fromFolder(folder);
    expect(reading!.samples).toBe(10);
    expect(reading!.skipped).toEqual([
      { id: 'c/note.txt', reason: 'not an image that is read (.txt)' },
      { id: 'stray.png', reason: 'in no folder of a class' },
      { id: 'a/bad.png', reason: 'no image of a known format' },
      { id: 'b/empty.jpg', reason: 'an empty file' },
    ]);
  });

  it('holds a fifth of ten classes out, of nine none, and of given parts none', async () => {
    const of = (classes: number, ...parts: string[]) => {
      const names = Array.from({ length: classes }, (_, i) => `c${i}`);
      return photos(Object.fromEntries(parts.flatMap(part => names.map(name => [`${part}${name}`, 4]))), [4, 4]);
    };
    expect((await datasets.fromFolder(await of(10, ''))).unseenFraction).toBe(0.2);
    expect((await datasets.fromFolder(await of(9, ''))).unseenFraction).toBeUndefined();
    expect((await datasets.fromFolder(await of(10, 'train/', 'test/'))).unseenFraction).toBeUndefined();
  });

  const refusals: [what: string, counts: Readonly<Record<string, number>>, message: string][] = [
    [
      'one class',
      { cats: 3 },
      'photos: expected a folder with a folder of images for each class, at least two, got one, "cats". Put the images of each class into a folder of their own.',
    ],
    ['an empty folder', {}, 'at least two, got an empty folder.'],
    ['images in no folder', { '.': 3 }, 'at least two, got 3 images in no folder.'],
    [
      'one image a class',
      { a: 1, b: 1, c: 1 },
      'photos: expected several images of a class, since distances are learned from what is alike, got 3 classes with one image each. Put all images of a class into one folder.',
    ],
    [
      'two images a class',
      { a: 2, b: 2 },
      'expected at least two classes of four samples or more, to train on and to test on, got 2 classes of at most 2 samples.',
    ],
  ];
  it.each(refusals)('refuses %s', async (_, counts, message) => {
    await expect(datasets.fromFolder(await photos(counts))).rejects.toThrow(message);
  });

  it('refuses options that images cannot have', async () => {
    const folder = await photos({ a: 4, b: 4 });
    await expect(datasets.fromFolder(folder, { imageSize: 0 })).rejects.toThrow(
      'imageSize: a whole number from 1 to 512, got 0.',
    );
    await expect(datasets.fromFolder(folder, { fit: 'crop' as never })).rejects.toThrow(
      'fit: one out of cover, contain, fill, got crop.',
    );
    await expect(datasets.load(folder, { label: 'x' })).rejects.toThrow(
      'expected no label, since the folders of images are the classes, got "x". Leave it out.',
    );
  });
});

describe('datasets.fromTable(path, options)', () => {
  const table = (text: string) => {
    const folder = temporaryFolder();
    writeFiles(folder, { 't.csv': text });
    return join(folder, 't.csv');
  };

  it('reads rows, and tells its columns', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i},${i % 2 ? 'red' : 'blue'},k${i % 3}`).join('\n');
    const { train, test, reading } = await datasets.fromTable(table(`x,colour,class\n${rows}\n`));
    expect([train.samples.shape, test.samples.shape]).toEqual([
      [6, 3],
      [6, 3],
    ]);
    expect(reading!.columns).toEqual([
      { name: 'x', kind: 'number' },
      { name: 'colour', kind: 'category', values: ['blue', 'red'] },
    ]);
  });

  it('refuses one class, and a class a row', async () => {
    await expect(datasets.fromTable(table('x,y\n1,a\n2,a\n'))).rejects.toThrow(
      't.csv: expected at least two classes, got one, "a".',
    );
    await expect(datasets.fromTable(table('x,y\n1,a\n2,b\n'))).rejects.toThrow(
      'got 2 classes with one sample each. Name another column by --label.',
    );
  });
});

describe('datasets.fromArrays(given)', () => {
  it('divides arrays in memory, once they are checked', async () => {
    const samples = Array.from({ length: 20 }, (_, i) => [i, 0]);
    const labels = samples.map((_, i) => (i % 2 ? 'a' : 'b'));
    const { train, test } = await datasets.fromArrays({ samples, labels });
    expect([train.samples.shape, test.samples.shape, train.classNames]).toEqual([
      [16, 2],
      [4, 2],
      ['a', 'b'],
    ]);
    await expect(datasets.fromArrays({ samples, labels: ['a'] })).rejects.toThrow(
      'dataset: expected 20 labels, one a sample, got 1.',
    );
  });
});

describe('datasets.load(nameOrPath, options)', () => {
  it('tells a path from a name, and says where nothing lies', async () => {
    const { train } = await datasets.load(await photos({ a: 4, b: 4 }));
    expect(train.name).toBe('photos');
    await expect(datasets.load('/nowhere/photos')).rejects.toThrow(
      '/nowhere/photos: expected a folder of images, a table or an array, got nothing there. Check the path.',
    );
    await expect(datasets.load('minst')).rejects.toThrow('Did you mean "mnist"?');
  });

  it('refuses options that are for the other kind', async () => {
    await expect(datasets.load('glyphs', { label: 'x' })).rejects.toThrow(
      'glyphs: expected no --label, which is for data of your own, got x. Leave it out.',
    );
    await expect(datasets.load('glyphs', { imageSize: 32 })).rejects.toThrow('glyphs: expected no --image-size');
    await expect(datasets.load(await photos({ a: 4, b: 4 }), { images: { size: 9 } })).rejects.toThrow(
      'expected no images, which are for data sets by name, got {"size":9}. Use imageSize (--image-size).',
    );
  });

  it('refuses a file of another kind', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a.docx': '' });
    await expect(datasets.load(join(folder, 'a.docx'))).rejects.toThrow(
      'a.docx: expected a folder, a table (.csv, .tsv, .jsonl, .ndjson, .parquet) or an array (.npy, .npz), got a .docx file.',
    );
  });
});

describe('datasets.inspect(path)', () => {
  it('says what is understood, and which samples are in two parts', async () => {
    const folder = await photos({ 'train/a': 2, 'train/b': 2, 'test/a': 1, 'test/b': 1 });
    const { shown, skipped, ...found } = await datasets.inspect(folder);
    expect(found).toMatchObject({
      name: 'photos',
      format: 'a folder of images, in parts',
      samples: 6,
      shape: [3, 16, 20],
      classes: { a: 3, b: 3 },
      parts: { train: 4, test: 2 },
      partsGiven: true,
      heldOut: 0,
      sizes: { '20×16': 6 },
    });
    expect(found.duplicates).toHaveLength(4);
    expect(found.duplicates[0]).toEqual({ id: 'train/a/0.png', of: 'test/a/0.png', parts: ['train', 'test'] });
    expect([shown.labels.length, skipped]).toEqual([6, []]);
  });
});
