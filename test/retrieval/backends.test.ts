import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import * as retrieval from '../../src/retrieval/index.ts';
import { signed } from '../../src/retrieval/model-vectors.ts';
import { temporaryFolder } from '../support/cli.ts';
import { corners } from '../support/corners.ts';
import { type PostgresServer, postgresServer } from '../support/postgres.ts';

const { DATABASE_URL } = process.env;
let server: PostgresServer;
beforeAll(async () => {
  server = await postgresServer();
});
afterAll(async () => {
  await server.close();
  if (DATABASE_URL) await dropTables(DATABASE_URL);
});

const made: string[] = [];
const tableAt = (address: string) => {
  const url = new URL(address);
  made.push(`nearfar_test_${process.pid}_${made.length}`);
  url.searchParams.set('table', made.at(-1)!);
  return url.href as retrieval.PostgresAddress;
};

async function dropTables(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  for (const table of made) {
    await client.query(`DROP TABLE IF EXISTS ${table}`);
    await client.query('DELETE FROM nearfar_indexes WHERE name = $1', [table]);
  }
  await client.end();
}

/** How an index of each backend is made, and where it is saved. */
const backends: [string, boolean, () => { options: retrieval.IndexOptions; path: string }][] = [
  ['exact', true, () => ({ options: { backend: 'exact' }, path: join(temporaryFolder(), 'index') })],
  ['usearch', true, () => ({ options: { backend: 'usearch' }, path: join(temporaryFolder(), 'index') })],
  ['postgres, in PGlite', true, () => inPostgres(server.address)],
  [
    `postgres, at DATABASE_URL${DATABASE_URL ? '' : ' (skipped: it names no server)'}`,
    DATABASE_URL !== undefined,
    () => inPostgres(DATABASE_URL!),
  ],
];
const inPostgres = (address: string) => {
  const path = tableAt(address);
  return { options: { backend: path }, path };
};

const [n, dim] = [300, 6];
const random = new Random(4);
const vectors = { data: Float32Array.from({ length: n * dim }, () => 5 * random.normal()), shape: [n, dim] };
const queries = { data: Float32Array.from({ length: 12 * dim }, () => 5 * random.normal()), shape: [12, dim] };
const samples = {
  ids: Array.from({ length: n }, (_, i) => `s${i}`),
  vectors,
  labels: Array.from({ length: n }, (_, i) => (i % 10 === 0 ? '' : `class ${i % 3}`)),
  metadata: Array.from({ length: n }, (_, i) => ({ price: i % 7, tags: [`t${i % 2}`, 'all'] })),
};
const odd = [
  `it's "quoted"`,
  'two\nlines\tand \\ a tab',
  'Ünï — 漢字 🙂',
  "'; DROP TABLE x; --",
  '\\N',
  ' ',
  '',
  'x'.repeat(3000) + String(random.normal()),
  Array.from({ length: 9000 }, () => String.fromCharCode(97 + Math.floor(random.uniform(0, 26)))).join(''),
];

describe.each(backends)('an index of the backend %s', (_, isThere, place) => {
  const test = it.skipIf(!isThere);

  test('finds what exact search finds, with the same distances, labels and metadata', async () => {
    const [index, exact] = [retrieval.create(place().options), retrieval.create()];
    for (const each of [index, exact]) await each.add(samples);
    expect(await index.search(queries, { k: 5 })).toEqual(await exact.search(queries, { k: 5 }));
  });

  test('searches among classes and metadata', async () => {
    const [index, exact] = [retrieval.create(place().options), retrieval.create()];
    for (const each of [index, exact]) await each.add(samples);
    for (const where of [
      { labels: ['class 1'] },
      { labels: ['class 0', 'class 2'], metadata: { price: 3 } },
      { metadata: { tags: ['t1'] } },
      { labels: ['none'] },
    ]) {
      const found = await index.search(queries, { k: 9, where });
      expect(found).toEqual(await exact.search(queries, { k: 9, where }));
      const ids = found.flatMap(hit => hit.ids);
      expect(ids.length).toBe(where.labels?.[0] === 'none' ? 0 : 12 * 9);
    }
    const [first] = await index.search([queries.data.slice(0, dim)], { k: n, where: { labels: ['class 1'] } });
    const all = samples.ids.filter((_, i) => samples.labels[i] === 'class 1');
    expect([...first!.ids].sort()).toEqual(all.sort());
  });

  test('refuses what is no filter', async () => {
    const index = retrieval.create(place().options);
    for (const [where, got] of [
      [{ label: 'x' }, '"label"'],
      [[], 'a list'],
      ['x', 'x'],
      [{ labels: 'x' }, 'labels that are not a list of names'],
    ] as [retrieval.Filter, string][])
      await expect(index.search(queries, { where })).rejects.toThrow(
        `index.search: expected where: { labels?: [names], metadata?: JSON }, got ${got}.`,
      );
  });

  test('follows what is added, replaced and removed, also when it is opened again', async () => {
    const { options, path } = place();
    const index = retrieval.create({ ...options, model: 'm', run: '/runs/r' });
    await index.add(corners);
    await index.save(path);
    const opened = await retrieval.open(path);
    expect([opened.size, opened.dim, opened.model, opened.run]).toEqual([3, 2, 'm', '/runs/r']);
    await opened.add({
      ids: ['a', 'd'],
      vectors: [
        [9, 9],
        [1, 1],
      ],
      labels: ['z', 'x'],
    });
    await opened.remove(['c']);
    await expect(opened.remove(['d', 'q'])).rejects.toThrow('index.remove: expected ids of its 3 samples, got "q".');
    await opened.save();
    const again = await retrieval.open(path);
    expect(await again.ids()).toEqual(['b', 'a', 'd']);
    expect(await again.search([[9, 9]], { k: 2 })).toEqual([
      { ids: ['a', 'b'], distances: [0, Math.sqrt(61)], labels: ['z', 'y'] },
    ]);
    expect(await again.get('d')).toEqual({ id: 'd', label: 'x' });
    expect(await again.vectors(['d', 'a', 'd'])).toEqual({ data: Float32Array.of(1, 1, 9, 9, 1, 1), shape: [3, 2] });
    await expect(again.vectors(['d', 'q'])).rejects.toThrow('index.vectors: expected ids of its 3 samples, got "q".');
    expect(await again.all()).toEqual(await opened.all());
  });

  test('keeps odd ids, labels, metadata and thumbnails as they are', async () => {
    const { options, path } = place();
    const index = retrieval.create(options);
    const rows = odd.map((_, i) => [i, -i]);
    const thumbnail = `data:image/jpeg;base64,${Buffer.from([0, 1, 255]).toString('base64')}`;
    const metadata = [null, 'text', 3.25, [1, [2]], { a: { "b'": '\\' } }, true, { n: 1e300 }, '', [null]];
    await index.add({ ids: odd, vectors: rows, labels: odd, metadata, thumbnails: odd.map(() => thumbnail) });
    await index.save(path);
    const opened = await retrieval.open(path);
    for (const [i, id] of odd.entries()) {
      const label = id === '' ? {} : { label: id };
      expect(await opened.get(id)).toEqual({ id, ...label, metadata: metadata[i], thumbnail });
      expect((await opened.search([rows[i]!], { k: 1 }))[0]).toEqual({
        ids: [id],
        distances: [0],
        labels: [id],
        metadata: [metadata[i]],
      });
    }
    await opened.remove(odd.slice(1));
    expect(await opened.ids()).toEqual([odd[0]]);
  });

  test('may be empty, of one sample, and of another width once it is empty again', async () => {
    const { options, path } = place();
    const index = retrieval.create({ ...options, model: 'm' });
    expect(await index.search([[1, 2]])).toEqual([{ ids: [], distances: [] }]);
    await index.save(path);
    const opened = await retrieval.open(path);
    expect([opened.size, opened.dim, await opened.ids(), await opened.get('a')]).toEqual([0, undefined, [], undefined]);
    await opened.add({ ids: [1], vectors: [[1, 2]] });
    expect(await opened.search([[1, 1]], { k: 9 })).toEqual([{ ids: ['1'], distances: [1] }]);
    await opened.remove([1]);
    await opened.add({ ids: [1], vectors: [[1, 2, 3]] });
    expect([opened.size, opened.dim]).toEqual([1, 3]);
    expect(await opened.search([[1, 2, 3]], { k: 9 })).toEqual([{ ids: ['1'], distances: [0] }]);
  });

  test('finds the nearest of ten near copies, 3e-4 apart', async () => {
    const index = retrieval.create(place().options);
    const unit = (values: number[]) => values.map(value => value / Math.hypot(...values));
    const query = unit(Array.from({ length: 64 }, () => random.normal()));
    const copies = Array.from({ length: 10 }, (_, i) => query.map((x, k) => x + (k === i ? 3e-4 * (i + 1) : 0)));
    await index.add({ ids: copies.map((_, i) => i), vectors: copies.toReversed() });
    expect((await index.search([query]))[0]!.ids).toEqual(copies.map((_, i) => String(9 - i)));
  });

  test('refuses other widths, other models, and a place that has an index, and stays as it was', async () => {
    const { options, path } = place();
    const index = retrieval.create({ ...options, model: 'm' });
    await index.add({ ids: ['a'], vectors: [[1, 2]] });
    await index.save(path);
    const of = (model: string) => signed({ data: Float32Array.of(1, 2), shape: [1, 2] }, model);
    await expect(index.add({ ids: ['b'], vectors: [[1]] })).rejects.toThrow(
      'index.add: expected vectors of shape [N, 2], got shape [1, 1].',
    );
    await expect(index.add({ ids: ['b'], vectors: of('other') })).rejects.toThrow(
      'index.add: expected vectors of the model m, got those of other. Embed with the run that the index was made with, or make a new index.',
    );
    await expect(index.search(of('other'))).rejects.toThrow('index.search: expected vectors of the model m');
    const second = retrieval.create(options);
    await expect(second.add({ ids: ['b'], vectors: [[1, 2]] }).then(() => second.save(path))).rejects.toThrow(
      /: expected a (folder|table) without an index, got one that has an index\. Open it, and do again what is to be saved\./,
    );
    expect(await (await retrieval.open(path)).ids()).toEqual(['a']);
  });

  test('measures what it finds, if it is approximate', async () => {
    const { options, path } = place();
    const index = retrieval.create(options);
    await index.add(samples);
    await index.save(path);
    const { recall } = index.backend as { recall?: { at: number; queries: number; value: number } };
    if (options.backend === 'exact') expect(recall).toBeUndefined();
    else expect(recall).toEqual({ at: 10, queries: 200, value: expect.closeTo(1, 1) });
    expect((await retrieval.open(path)).backend).toEqual(index.backend);
  });
});
