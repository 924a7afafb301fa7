import { expect, it } from 'vitest';
import * as datasets from '../../src/data/datasets.ts';
import { plainImage } from '../support/own-data.ts';

it('datasets.fromSource reads an asynchronous generator of images, which is asked once', async () => {
  const image = new Uint8Array(await plainImage(4, 4).png().toBuffer());
  let asked = 0;
  const { train, test, reading } = await datasets.fromSource({
    name: 'camera',
    samples: async function* () {
      for (let i = 0; i < 10; i++, asked++) yield { label: i % 2, image, id: `frame ${i}` };
      yield { label: 1, image: new Uint8Array([1, 2, 3]), id: 'bad' };
    },
  });
  expect(asked).toBe(10);
  expect([train.name, train.samples.shape, test.samples.shape, train.classNames]).toEqual([
    'camera',
    [6, 3, 4, 4],
    [4, 3, 4, 4],
    ['0', '1'],
  ]);
  expect(reading).toMatchObject({ format: 'a source', samples: 10, skipped: [{ id: 'bad' }] });
});

it('datasets.fromSource keeps parts, and takes numbers nested or typed', async () => {
  const numbers = (i: number) => (i % 2 ? [i, 9] : { data: Float32Array.of(i, 9), shape: [2] });
  const { train, test } = await datasets.fromSource({
    samples: Array.from({ length: 8 }, (_, i) => ({
      label: `k${i % 2}`,
      sample: numbers(i),
      part: i < 4 ? ('train' as const) : ('test' as const),
    })),
  });
  expect(Array.from(train.samples.data)).toEqual([0, 9, 1, 9, 2, 9, 3, 9]);
  expect(Array.from(test.labels)).toEqual([0, 1, 0, 1]);
});

it('datasets.fromSource names the sample that is wrong', async () => {
  const of = (...samples: unknown[]) => datasets.fromSource({ samples: samples as datasets.SourceSample[] });
  const good = { label: 'a', sample: [1, 2] };
  await expect(of(good, { sample: [1, 2] })).rejects.toThrow(
    'data, sample 1: expected a label, text or a number, got undefined.',
  );
  await expect(of(good, { label: 'a' })).rejects.toThrow(
    'data, sample 1: expected either image or sample, got neither.',
  );
  await expect(of(good, { label: 'a', image: 'x.png' })).rejects.toThrow(
    'data, sample 1: expected images alone, or numbers alone, got both.',
  );
  await expect(of(good, { label: 'a', sample: [1] })).rejects.toThrow(
    'data, sample 1: expected floats of shape [2], as in the first sample, got floats of shape [1].',
  );
  await expect(of({ label: 'a', sample: { data: [1], shape: [2] } })).rejects.toThrow(
    'data, sample 0: expected numbers of shape [columns] or [channels, height, width], got 1 numbers of shape [2].',
  );
  await expect(of({ ...good, part: 'mine' })).rejects.toThrow(
    'data, sample 0: expected part: one out of train, validation, test, got mine.',
  );
  await expect(of({ label: 'a', sample: [Number.NaN, 1] }, good)).rejects.toThrow(
    'data: expected finite numbers, got NaN in 0, column 0.',
  );
  await expect(of(3)).rejects.toThrow('data, sample 0: expected an object with label, and image or sample, got 3.');
  await expect(datasets.fromSource({ samples: 3 } as never)).rejects.toThrow(
    'datasets.fromSource: expected samples: an array, a generator, or a function that gives one, got number.',
  );
  await expect(of()).rejects.toThrow('data: expected samples that can be read, got none.');
});
