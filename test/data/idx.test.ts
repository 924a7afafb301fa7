import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readIdx, readIdxDataset, readIdxImages, readIdxLabels } from '../../src/data/idx.ts';
import { idxBytes } from './idx-bytes.ts';

const images = idxBytes([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const labels = idxBytes([2], [1, 0]);
const file = (name: string, bytes: Uint8Array) => ({ name, bytes });

describe('readIdx()', () => {
  test('readIdxImages(plain) gives one channel', async () => {
    const { data, shape } = await readIdxImages(file('images', images));
    expect(shape).toEqual([2, 1, 2, 3]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('readIdxLabels(gzip) knows gzip by its first bytes, whatever the name', async () => {
    expect(await readIdxLabels(file('labels-idx1-ubyte', gzipSync(labels)))).toEqual(Int32Array.of(1, 0));
  });

  test('readIdx(bytes) reads bytes that lie within a larger buffer', async () => {
    const larger = new Uint8Array([9, 9, 9, ...labels]);
    expect((await readIdx(file('labels', larger.subarray(3)))).shape).toEqual([2]);
  });

  test.each([
    [
      'truncated data',
      images.subarray(0, 20),
      'x: expected 12 bytes of data for its shape [2, 2, 3], got 4. Fetch the file again.',
    ],
    [
      'too much data',
      new Uint8Array([...labels, 7]),
      'x: expected 2 bytes of data for its shape [2], got 3. Fetch the file again.',
    ],
    [
      'a truncated header',
      images.subarray(0, 9),
      'x: expected an IDX file of unsigned bytes (it begins 00 00 08), got one that begins 00 00 08 03.',
    ],
    [
      'another format',
      new TextEncoder().encode('\x89PNG'),
      'x: expected an IDX file of unsigned bytes (it begins 00 00 08), got one that begins c2 89 50 4e.',
    ],
    ['floats', new Uint8Array([0, 0, 13, 1, 0, 0, 0, 0]), 'got one that begins 00 00 0d 01.'],
    ['nothing', new Uint8Array(), 'x: expected an IDX file of unsigned bytes (it begins 00 00 08), got an empty file.'],
    [
      'a truncated gzip file',
      gzipSync(images).subarray(0, 30),
      'x: expected a whole gzip file, got one that is cut off or damaged after 30 bytes. Fetch it again.',
    ],
  ])('readIdx(%s) says what is wrong', async (_, bytes, message) => {
    await expect(readIdx(file('x', bytes))).rejects.toThrow(message);
  });

  test('readIdx(gzip with a flipped bit) is found by its checksum', async () => {
    const damaged = gzipSync(images);
    damaged[damaged.length - 6]! ^= 1;
    await expect(readIdx(file('x', damaged))).rejects.toThrow('x: expected a whole gzip file');
  });

  test('readIdxImages(labels) and readIdxLabels(images) name the shape found', async () => {
    await expect(readIdxImages(file('a', labels))).rejects.toThrow(
      'a: expected images [n, height, width], got shape [2].',
    );
    await expect(readIdxLabels(file('b', images))).rejects.toThrow('b: expected labels [n], got shape [2, 2, 3].');
  });
});

describe('readIdxDataset()', () => {
  const files = { images: file('images-idx3', images), labels: file('labels-idx1', labels) };

  test('readIdxDataset(files) puts images, labels and class names together', async () => {
    const dataset = await readIdxDataset('tiny', files, ['zero', 'one']);
    expect(dataset).toMatchObject({ name: 'tiny', labels: Int32Array.of(1, 0), classNames: ['zero', 'one'] });
  });

  test('readIdxDataset(…, firstLabel) counts classes from that label', async () => {
    const fromOne = { ...files, labels: file('labels', idxBytes([2], [2, 1])) };
    expect((await readIdxDataset('tiny', fromOne, ['a', 'b'], 1)).labels).toEqual(Int32Array.of(1, 0));
  });

  test('readIdxDataset(files of different counts) names both files and both counts', async () => {
    const more = { ...files, labels: file('labels-idx1', idxBytes([3], [0, 1, 1])) };
    await expect(readIdxDataset('tiny', more, ['a', 'b'])).rejects.toThrow(
      'tiny: expected as many labels as images, got 2 images in images-idx3 and 3 labels in labels-idx1.',
    );
  });

  test('readIdxDataset(a label without a class) names it', async () => {
    await expect(readIdxDataset('tiny', files, ['only'])).rejects.toThrow(
      'labels-idx1: expected labels from 0 to 0, got 1.',
    );
  });
});
