import { packTar, type TarEntry } from 'modern-tar';
import { expect, it } from 'vitest';
import { cifar10 } from '../../../src/data/sources/cifar10.ts';

const RECORD = 1 + 3072;

/** The archive, whose record i of file k has class (i + k) % 10 and one value for each channel. */
async function archive(): Promise<Uint8Array> {
  const names = [...[1, 2, 3, 4, 5].map(n => `data_batch_${n}.bin`), 'test_batch.bin'];
  const entries = names.map((name, k): TarEntry => {
    const data = new Uint8Array(10_000 * RECORD);
    for (const i of [0, 1, 9999]) {
      data[i * RECORD] = (i + k) % 10;
      for (const channel of [0, 1, 2])
        data.fill(10 * channel + k, i * RECORD + 1 + 1024 * channel, i * RECORD + 1 + 1024 * (channel + 1));
    }
    return { header: { name: `cifar-10-batches-bin/${name}`, size: data.length }, body: data };
  });
  return packTar([...entries, { header: { name: 'cifar-10-batches-bin/readme.html', size: 2 }, body: 'hi' }]);
}

const whole = archive();
const load = (bytes: Uint8Array) => cifar10.load(async () => ({ name: 'cifar-10-binary.tar', bytes }), {});

it('cifar10.load reads the records of five files for training and of one for testing, channel by channel', async () => {
  const { train, test } = await load(await whole);
  expect([train.samples.shape, test.samples.shape]).toEqual([
    [50_000, 3, 32, 32],
    [10_000, 3, 32, 32],
  ]);
  expect([0, 1, 9999, 10_000, 49_999].map(i => train.labels[i])).toEqual([0, 1, 9, 1, 3]);
  expect([test.labels[0], test.labels[9999]]).toEqual([5, 4]);
  expect([0, 1023, 1024, 2048].map(i => train.samples.data[40_000 * 3072 + i])).toEqual([4, 4, 14, 24]);
  expect(train.classNames[3]).toBe('cat');
});

it('cifar10.load refuses an archive that lacks a file, has a short one, or a class above 9', async () => {
  const short = { header: { name: 'data_batch_1.bin', size: 5 }, body: 'hello' };
  await expect(load(await packTar([short]))).rejects.toThrow(
    'cifar-10-binary.tar, data_batch_1.bin: expected 30730000 bytes, got 5 bytes.',
  );
  const stray = await whole;
  stray[512] = 10;
  await expect(load(stray)).rejects.toThrow('data_batch_1.bin, record 0: expected a class below 10, got 10.');
  await expect(load(await packTar([]))).rejects.toThrow('data_batch_1.bin: expected 30730000 bytes, got none.');
  await expect(load(new Uint8Array(2000).fill(7))).rejects.toThrow('cifar-10-binary.tar: expected a tar file, got ');
});
