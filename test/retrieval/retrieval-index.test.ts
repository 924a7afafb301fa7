import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import * as retrieval from '../../src/retrieval/index.ts';
import { signed } from '../../src/retrieval/model-vectors.ts';
import { BACKENDS, killIndexing } from '../soak/indexes.ts';
import { temporaryFolder } from '../support/cli.ts';
import { corners } from '../support/corners.ts';

const path = () => join(temporaryFolder(), 'index');

async function filled(): Promise<retrieval.RetrievalIndex> {
  const index = retrieval.create();
  await index.add(corners);
  return index;
}

describe('index.search(vectors, { k })', () => {
  it('gives the nearest first, with distances and labels', async () => {
    const index = await filled();
    expect(
      await index.search(
        [
          [0, 0],
          [3, 4],
        ],
        { k: 2 },
      ),
    ).toEqual([
      { ids: ['a', 'c'], distances: [0, 1], labels: ['x', ''] },
      { ids: ['b', 'c'], distances: [0, Math.sqrt(18)], labels: ['y', ''] },
    ]);
  });

  it('gives all where k is more than there are, and none where there are none', async () => {
    expect((await (await filled()).search([[0, 0]], { k: 9 }))[0]!.ids).toEqual(['a', 'c', 'b']);
    expect(await retrieval.create().search([[1, 2, 3]])).toEqual([{ ids: [], distances: [] }]);
  });

  it('finds the nearest of ten near copies, 3e-4 apart, each time', async () => {
    const random = new Random(3);
    const unit = (values: number[]) => values.map(value => value / Math.hypot(...values));
    for (let n = 0; n < 10; n++) {
      const query = unit(Array.from({ length: 64 }, () => random.normal()));
      const copies = Array.from({ length: 10 }, (_, i) => query.map((x, k) => x + (k === i ? 3e-4 * (i + 1) : 0)));
      const others = Array.from({ length: 500 }, () => unit(Array.from({ length: 64 }, () => random.normal())));
      const index = retrieval.create();
      await index.add({ ids: Array.from({ length: 510 }, (_, i) => i), vectors: [...others, ...copies.toReversed()] });
      const [found] = await index.search([query], { k: 10 });
      expect(found!.ids).toEqual(Array.from({ length: 10 }, (_, i) => String(509 - i)));
    }
  });

  it('keeps metadata and thumbnails', async () => {
    const index = retrieval.create();
    await index.add({ ids: [7], vectors: [[1]], metadata: [{ price: 3 }], thumbnails: ['data:image/png;base64,AA=='] });
    expect(await index.search([[1]])).toEqual([{ ids: ['7'], distances: [0], metadata: [{ price: 3 }] }]);
    expect(await index.get(7)).toEqual({ id: '7', metadata: { price: 3 }, thumbnail: 'data:image/png;base64,AA==' });
    expect(await index.get(8)).toBeUndefined();
  });

  it.each<[string, Parameters<retrieval.RetrievalIndex['search']>, string]>([
    ['other widths', [[[1, 2, 3]]], 'index.search: expected vectors of shape [N, 2], got shape [1, 3].'],
    ['k of 0', [[[1, 2]], { k: 0 }], 'index.search: expected k: a whole number from 1, got 0.'],
    [
      'numbers without a shape',
      [new Float32Array(2) as never],
      'expected a matrix: rows, or { data, shape: [rows, columns] }, got 2 numbers without a shape.',
    ],
    ['a list of numbers', [[1, 2] as never], 'expected a matrix [rows, columns], got number in place of row 0.'],
    ['rows of rows', [[[[1]]] as never], 'expected a matrix [rows, columns], got rows of rows.'],
    ['NaN', [[[1, Number.NaN]]], 'expected finite numbers, got NaN in row 0.'],
  ])('refuses %s', async (_, args, message) => {
    const index = await filled();
    await expect(index.search(...args)).rejects.toThrow(message);
  });
});

describe('index.add(…)', () => {
  it('takes rows, typed rows and arrays with a shape', async () => {
    const index = retrieval.create();
    await index.add({ ids: ['a'], vectors: [Float32Array.of(1, 2)] });
    await index.add({ ids: ['b'], vectors: { data: Float64Array.of(3, 4), shape: [1, 2] } });
    expect((await index.all()).vectors).toEqual({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] });
  });

  it('replaces what it has under a name', async () => {
    const index = await filled();
    await index.add({ ids: ['a'], vectors: [[9, 9]], labels: ['z'] });
    expect(await index.ids()).toEqual(['b', 'c', 'a']);
    expect(await index.search([[9, 9]], { k: 1 })).toEqual([{ ids: ['a'], distances: [0], labels: ['z'] }]);
  });

  it.each<[string, Partial<retrieval.Additions>, string]>([
    ['fewer ids than vectors', { ids: ['d'] }, 'index.add: expected 2 ids, one for each vector, got 1.'],
    ['labels of another number', { labels: ['x'] }, 'index.add: expected 2 labels, one for each vector, got 1.'],
    ['an id twice', { ids: ['d', 'd'] }, 'index.add: expected different ids, got "d" twice.'],
    ['other widths', { vectors: [[1], [2]] }, 'index.add: expected vectors of shape [N, 2], got shape [2, 1].'],
    [
      'infinity',
      {
        vectors: [
          [1, 2],
          [Number.POSITIVE_INFINITY, 1],
        ],
      },
      'got Infinity in row 1.',
    ],
  ])('refuses %s, and stays as it was', async (_, wrong, message) => {
    const index = await filled();
    const good = {
      ids: ['d', 'e'],
      vectors: [
        [1, 2],
        [3, 4],
      ],
    };
    await expect(index.add({ ...good, ...wrong })).rejects.toThrow(message);
    expect(await index.ids()).toEqual(corners.ids);
  });

  it('refuses vectors that another model made', async () => {
    const vectors = signed({ data: Float32Array.of(1, 2), shape: [1, 2] }, 'one');
    await expect(retrieval.create({ model: 'another' }).add({ ids: [1], vectors })).rejects.toThrow(
      'index.add: expected vectors of the model another, got those of one. Embed with the run that the index was made with, or make a new index.',
    );
    const index = retrieval.create({ model: 'one' });
    await index.add({ ids: [1], vectors });
    await expect(index.search(signed({ data: Float32Array.of(1, 2), shape: [1, 2] }, 'two'))).rejects.toThrow(
      'index.search: expected vectors of the model one, got those of two.',
    );
  });
});

it('index.remove(ids) takes samples out; names that it does not have change nothing', async () => {
  const index = await filled();
  await expect(index.remove(['a', 'z'])).rejects.toThrow('index.remove: expected ids of its 3 samples, got "z".');
  expect(index.size).toBe(3);
  await index.remove(['a', 'b']);
  expect(await index.search([[0, 0]])).toEqual([{ ids: ['c'], distances: [1] }]);
});

describe('index.save(path)', () => {
  it('is what retrieval.open(path) gives again, with all that is known of each sample', async () => {
    const index = retrieval.create({ model: 'm', run: '/runs/r' });
    await index.add({ ...corners, metadata: [1, 'two', { three: 3 }] });
    const folder = path();
    await index.save(folder);
    const again = await retrieval.open(folder);
    expect([again.model, again.run, await again.ids(), await again.all()]).toEqual([
      'm',
      '/runs/r',
      await index.ids(),
      await index.all(),
    ]);
    expect(await again.get('c')).toEqual({ id: 'c', metadata: { three: 3 } });
    await again.remove(['a']);
    await again.save();
    expect(await (await retrieval.open(folder)).ids()).toEqual(['b', 'c']);
    expect(readdirSync(folder).length).toBe(3); // the files of earlier states are gone
  });

  it('is read by NumPy’s format', async () => {
    const folder = path();
    await (await filled()).save(folder);
    const bytes = readFileSync(join(folder, readdirSync(folder).find(name => name.endsWith('.npy'))!));
    expect(bytes.subarray(1, 6).toString()).toBe('NUMPY');
    expect(bytes.toString('latin1')).toContain("'shape': (3, 2)");
  });

  it('refuses an index that another has saved since it was opened, and loses nothing', async () => {
    const folder = path();
    await (await filled()).save(folder);
    const [one, two] = [await retrieval.open(folder), await retrieval.open(folder)];
    await one.remove(['a']);
    await two.remove(['b']);
    await one.save();
    await expect(two.save()).rejects.toThrow(
      `${folder}: expected the index as it was opened, got one that another process has saved since. Open it, and do again what is to be saved.`,
    );
    await expect((await filled()).save(folder)).rejects.toThrow(
      'expected a folder without an index, got one that has an index.',
    );
    expect(await (await retrieval.open(folder)).ids()).toEqual(['b', 'c']);
  });

  it('refuses while another process writes, a folder of other things, and no folder', async () => {
    const folder = path();
    const index = await filled();
    await index.save(folder);
    writeFileSync(join(folder, 'index.lock'), JSON.stringify({ pid: process.ppid, host: hostname(), token: 'x' }));
    await expect(index.save()).rejects.toThrow('expected a folder that no other process writes into, got one in use');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, 'index.lock'), JSON.stringify({ pid, host: hostname(), token: 'x' }));
    await index.save();
    const other = temporaryFolder();
    writeFileSync(join(other, 'notes.txt'), '');
    await expect((await filled()).save(other)).rejects.toThrow(
      'expected a folder that is empty, not there yet, or an index',
    );
    await expect((await filled()).save()).rejects.toThrow('index.save: expected a folder to save to, got none.');
  });

  it.each(
    BACKENDS,
  )('leaves the old state or the new one when its process is killed at random moments: %s', async backend => {
    const folder = path();
    for (let n = 0; n < 3; n++)
      expect(await killIndexing(folder, new Random(0).fork(`kill ${n}`), backend)).toBe('clean');
    expect(existsSync(join(folder, 'index.json'))).toBe(true);
  });
});

describe('retrieval.open(path)', () => {
  it('refuses where there is no index, and damaged files', async () => {
    const folder = path();
    await expect(retrieval.open(folder)).rejects.toThrow(
      `${folder}: expected the folder of an index (with its index.json), got nothing there. Make one with "nearfar index RUN INPUT --out DIR".`,
    );
    await (await filled()).save(folder);
    const entries = join(folder, readdirSync(folder).find(name => name.endsWith('.jsonl'))!);
    writeFileSync(entries, readFileSync(entries, 'utf8').replace('"x"', '"q"'));
    await expect(retrieval.open(folder)).rejects.toThrow(
      /expected an index, got other bytes in entries-\w+\.jsonl than were written/,
    );
    rmSync(entries);
    await expect(retrieval.open(folder)).rejects.toThrow(
      /expected an index, got no entries-\w+\.jsonl\. Put its files back/,
    );
    writeFileSync(join(folder, 'index.json'), '{');
    await expect(retrieval.open(folder)).rejects.toThrow('got a manifest (index.json) that does not read as one');
  });

  it('refuses a backend that it does not know', () => {
    expect(() => retrieval.create({ backend: 'exat' as 'exact' })).toThrow(
      'retrieval: expected a backend out of exact, usearch, got "exat". Did you mean "exact"?',
    );
  });
});
