import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../src/random.ts';
import * as retrieval from '../../src/retrieval/index.ts';
import { VERSION } from '../../src/version.ts';
import { temporaryFolder } from '../support/cli.ts';
import { type PostgresServer, postgresServer } from '../support/postgres.ts';
import { message, tablesOf } from '../support/postgres-tables.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await postgresServer();
});
afterAll(() => server.close());

const { at, shown, filled } = tablesOf(() => server);

describe('retrieval.open("postgres://…")', () => {
  it('says what to do where no server is, without the password', async () => {
    const error = await message(retrieval.open('postgres://me:secret@127.0.0.1:1/shop?password=secret&table=t'));
    expect(error).toBe(
      'postgres://me@127.0.0.1:1/shop?table=t: expected a PostgreSQL server, got connect ECONNREFUSED 127.0.0.1:1. Start it, or name another host and port.',
    );
  });

  it('says what to do where the password is wrong', async () => {
    const refusing = createServer(socket => {
      const text = Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed for user "me"\0\0');
      const length = Buffer.alloc(4);
      length.writeInt32BE(4 + text.length);
      socket.on('error', () => {});
      socket.once('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, text])));
    });
    await new Promise<void>(resolve => refusing.listen(0, '127.0.0.1', resolve));
    const { port } = refusing.address() as { port: number };
    expect(await message(retrieval.open(`postgres://me:secret@127.0.0.1:${port}/shop`))).toBe(
      `postgres://me@127.0.0.1:${port}/shop?table=embeddings: expected a server that takes the user and the password, got password authentication failed for user "me". Give them in the address (USER:PASSWORD@HOST), in PGUSER and PGPASSWORD, or in ~/.pgpass.`,
    );
    refusing.close();
  });

  it('refuses where there is no index, a table of something else, and no schema', async () => {
    expect(await message(retrieval.open(at('missing')))).toBe(
      `${shown('missing')}: expected the table of an index, got nothing there. Make one with "nearfar index RUN INPUT --out postgres://…".`,
    );
    await server.db.exec('CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)');
    expect(await message(retrieval.open(at('orders')))).toContain('got a table of something else.');
    expect(await message(retrieval.create({ backend: at('orders') }).save())).toBe(
      `${shown('orders')}: expected a table without an index, got a table of something else. Name another table.`,
    );
    expect((await server.db.query('SELECT * FROM orders')).rows).toEqual([{ id: 1 }]);
    expect(await message(retrieval.create({ backend: at('t', '&schema=nowhere') }).save())).toMatch(
      /: expected a schema of that name, got schema "nowhere" does not exist\. Make it with CREATE SCHEMA, or name another\.$/,
    );
  });

  it.each([
    ['postgres://me:se/cret@host:5432/shop', 'got an address that does not read as one.'],
    ['postgres://me:5/secret@host/shop', 'Write / ? # @ % in a user, a password or a name as %2F %3F %23 %40 %25.'],
    ['postgres://me:5?secret@host/shop', 'expected postgres://USER:PASSWORD@HOST/DATABASE?table=NAME'],
    [
      `postgres://me:secret@host/shop?table=${'x'.repeat(64)}`,
      '?table=: expected a name of 1 to 63 bytes, got one of 64 bytes.',
    ],
    ['postgre://me:secret@host/shop', 'got an address that does not read as one.'],
    ['postgres://me:secret@host/shop?schema=', '?schema=: expected a name of 1 to 63 bytes, got "".'],
  ])('refuses %s', async (address, error) => {
    expect(await message(retrieval.open(address))).toContain(error);
    expect(await message(retrieval.open(address))).not.toContain('cret');
  });

  it('says how to install pg where it is missing', async () => {
    vi.doMock('pg', () => {
      throw new Error('not there');
    });
    try {
      expect(await message(retrieval.open(at('t')))).toMatch(
        /^retrieval: expected the package pg, got .*\. Install it: npm install pg\.$/,
      );
    } finally {
      vi.doUnmock('pg');
    }
  });
});

describe('retrieval.create({ backend: "postgres://…" })', () => {
  it('refuses options of usearch, and ef above 1000', () => {
    const backend = 'postgres://host/shop';
    expect(() => retrieval.create({ backend, precision: 'f16' })).toThrow(
      'retrieval: expected no precision, which is for usearch, got f16. Leave it out, or use the backend usearch.',
    );
    expect(() => retrieval.create({ backend, ef: 1001 })).toThrow(
      'expected ef: a whole number from 1 to 1000, got 1001.',
    );
  });

  it('takes any name of a table and a schema', async () => {
    const name = 'we"ird; DROP TABLE x --é';
    await server.db.exec(`CREATE SCHEMA "Own ""schema"`);
    const address = at(name, `&schema=${encodeURIComponent('Own "schema')}`);
    const index = retrieval.create({ backend: address });
    await index.add({ ids: [1], vectors: [[1, 2]] });
    expect(await retrieval.exists(address)).toBe(true);
    expect(await retrieval.exists(at(name))).toBe(false);
    expect((await (await retrieval.open(address)).search([[1, 2]]))[0]!.ids).toEqual(['1']);
  });

  it('takes vectors that are too wide for a graph of neighbours', async () => {
    const index = retrieval.create({ backend: at('wide') });
    const vectors = { data: Float32Array.from({ length: 3 * 2100 }, (_, i) => i % 11), shape: [3, 2100] };
    await index.add({ ids: ['a', 'b', 'c'], vectors });
    await index.save();
    expect((await index.search([vectors.data.slice(2100, 4200)], { k: 1 }))[0]).toEqual({ ids: ['b'], distances: [0] });
    const wider = retrieval.create({ backend: at('wider') });
    expect(await message(wider.add({ ids: ['d'], vectors: [Array(17_000).fill(0)] }))).toContain(
      'expected the server to do it, got dimensions for type vector cannot exceed 16000.',
    );
    expect(await retrieval.exists(at('wider'))).toBe(false);
  });

  it('is what an index in memory becomes that is saved there', async () => {
    const index = retrieval.create({ model: 'm', run: '/r' });
    await index.add({ ids: ['a'], vectors: [[1, 2]], labels: ['x'], metadata: [{ price: 3 }] });
    await index.save(at('copied'));
    await index.add({ ids: ['b'], vectors: [[3, 4]] });
    const again = await retrieval.open(at('copied'));
    expect([again.model, again.run, again.backend]).toEqual([
      'm',
      '/r',
      expect.objectContaining({ backend: 'postgres' }),
    ]);
    expect(await again.all()).toEqual(await index.all());
    expect(again.size).toBe(2);
  });

  it('searches by the graph of neighbours where there are many, and follows what is removed', async () => {
    const [n, dim] = [1500, 6];
    const random = new Random(7);
    const vectors = { data: Float32Array.from({ length: n * dim }, () => random.normal()), shape: [n, dim] };
    const labels = Array.from({ length: n }, (_, i) => String(i % 50));
    const ids = labels.map((_, i) => i);
    const [index, exact] = [retrieval.create({ backend: at('many'), ef: 40 }), retrieval.create()];
    for (const each of [index, exact]) {
      await each.add({ ids, vectors, labels });
      await each.remove(ids.slice(0, 100));
    }
    const queries = { data: vectors.data.slice(0, 30 * dim), shape: [30, dim] };
    const recall = async (where?: retrieval.Filter) => {
      const [found, all] = [await index.search(queries, { where }), await exact.search(queries, { where })];
      const hits = all.map((hit, i) => hit.ids.filter(id => found[i]!.ids.includes(id)).length / hit.ids.length);
      expect(found.map(({ ids }) => ids.length)).toEqual(all.map(({ ids }) => ids.length));
      return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
    };
    expect(await recall()).toBeGreaterThan(0.97);
    expect(await recall({ labels: ['7'] })).toBeGreaterThan(0.97);
    await server.db.exec('SELECT pg_stat_force_next_flush()');
    const { rows } = await server.db.query<{ scans: number }>(
      `SELECT idx_scan::int AS scans FROM pg_stat_user_indexes WHERE relname = 'many' AND indexrelname ~ 'embedding'`,
    );
    expect(rows[0]!.scans).toBeGreaterThanOrEqual(30);
    const [all] = await index.search([queries.data.slice(0, dim)], { k: 1400 });
    expect(new Set(all!.ids).size).toBe(1400);
  });
});

describe('index.save(folder) of an index in PostgreSQL', () => {
  it('lets a folder name the table, without the password', async () => {
    const folder = join(temporaryFolder(), 'index');
    const index = await filled('named');
    await index.save(folder);
    await index.save(folder);
    expect(readdirSync(folder)).toEqual(['index.json']);
    const text = readFileSync(join(folder, 'index.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ nearfar: VERSION, backend: { backend: 'postgres', address: shown('named') } });
    expect([retrieval.isIndex(folder), await retrieval.exists(folder)]).toEqual([true, true]);
    const opened = await retrieval.open(folder);
    await opened.remove(['a']);
    expect(await index.ids()).toEqual(['b']);
    expect(await message((await filled('named2')).save(folder))).toBe(
      `${folder}: expected a folder without an index, got one that has an index. Name another folder.`,
    );
    expect(await message(retrieval.create().save(folder))).toContain('expected an index, got a manifest (index.json)');
  });
});

describe('index.search(…) in PostgreSQL', () => {
  it('sees what others have added since it was opened, also when it was empty', async () => {
    await retrieval.create({ backend: at('watched') }).save();
    const [reader, writer] = [await retrieval.open(at('watched')), await retrieval.open(at('watched'))];
    expect(await reader.search([[1, 1]])).toEqual([{ ids: [], distances: [] }]);
    await writer.add({ ids: ['a'], vectors: [[1, 1]] });
    expect(await reader.search([[1, 1]])).toEqual([{ ids: ['a'], distances: [0] }]);
    await writer.add({ ids: ['b'], vectors: [[1, 2]], labels: ['x'] });
    expect(await reader.search([[1, 1]])).toEqual([{ ids: ['a', 'b'], distances: [0, 1], labels: ['', 'x'] }]);
  });
});

/** The last, since they take pgvector from the tables. */
describe('a database with pgvector in a schema of its own', () => {
  it('is used like another', async () => {
    await server.db.exec(
      'DROP EXTENSION vector CASCADE; CREATE SCHEMA "for vectors"; CREATE EXTENSION vector SCHEMA "for vectors"',
    );
    const index = await filled('elsewhere');
    await index.save();
    expect((await (await retrieval.open(at('elsewhere'))).search([[3, 3]], { k: 1 }))[0]!.ids).toEqual(['b']);
    expect((await index.all()).entries).toHaveLength(2);
  });
});

describe('a database without pgvector', () => {
  it('is told so, and one with an old one', async () => {
    await server.db.exec(`UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'`);
    expect(await message(retrieval.open(at('t')))).toContain(
      'expected pgvector from 0.8 on, got 0.7.4. Install a newer one, and run ALTER EXTENSION vector UPDATE.',
    );
    await server.db.exec('DROP EXTENSION vector CASCADE');
    expect(await message(retrieval.exists(at('t')))).toBe(
      `${shown('t')}: expected a database with the extension vector (pgvector), got one without. Let an administrator run CREATE EXTENSION vector in it (https://github.com/pgvector/pgvector).`,
    );
  });
});
