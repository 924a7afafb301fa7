import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import * as retrieval from '../../src/retrieval/index.ts';
import { JITI } from '../support/cli.ts';
import { type PostgresServer, postgresServer } from '../support/postgres.ts';
import { stateOf, statesIn, whole } from '../support/postgres-states.ts';
import { message, tablesOf } from '../support/postgres-tables.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await postgresServer();
});
afterAll(() => server.close());

const { at, shown, filled } = tablesOf(() => server);

describe('index.add(…) in PostgreSQL', () => {
  it('refuses what PostgreSQL cannot hold, and changes nothing', async () => {
    const index = await filled('refusing');
    const one = { ids: ['c'], vectors: [[1, 1]] };
    expect(await message(index.add({ ...one, ids: ['c\0'] }))).toBe(
      'index.add: expected ids and labels without the character U+0000 and halves of characters, which PostgreSQL cannot hold, got "c\\u0000".',
    );
    expect(await message(index.add({ ...one, thumbnails: ['a.png'] }))).toBe(
      'index.add: expected thumbnails as data addresses (data:image/png;base64,…), got something else of "c".',
    );
    expect(await message(index.add({ ...one, metadata: ['\0'] }))).toBe(
      `${shown('refusing')}: expected the server to do it, got unsupported Unicode escape sequence. See the server’s log.`,
    );
    expect(await index.ids()).toEqual(['a', 'b']);
  });

  it('of two writers takes both, one after the other', async () => {
    await filled('shared');
    const [one, two] = [await retrieval.open(at('shared')), await retrieval.open(at('shared'))];
    const some = (from: string) => ({
      ids: Array.from({ length: 40 }, (_, i) => i),
      vectors: Array.from({ length: 40 }, () => [1, 1]),
      labels: Array(40).fill(from),
    });
    await Promise.all([
      one.add(some('one')),
      two.add(some('two')),
      one.remove(['a']),
      two.add({ ids: ['z'], vectors: [[7, 7]] }),
    ]);
    const { entries } = await (await retrieval.open(at('shared'))).all();
    expect(entries).toHaveLength(42);
    expect(new Set(entries.filter(({ id }) => Number.isInteger(Number(id))).map(({ label }) => label)).size).toBe(1);
  });

  it('refuses where the table was dropped, or made anew for another model', async () => {
    const index = await filled('dropped');
    await server.db.exec('DROP TABLE dropped');
    expect(await message(index.add({ ids: ['c'], vectors: [[1, 1]] }))).toBe(
      `${shown('dropped')}: expected the index as it was opened, got none. Open it, and do again what is to be saved.`,
    );
    const other = retrieval.create({ backend: at('dropped'), model: 'other' });
    await other.save();
    expect(await message(index.add({ ids: ['c'], vectors: [[1, 1]] }))).toContain('got one of another model.');
    expect(await other.ids()).toEqual([]);
  });

  it('leaves the old state or the new one when its process is killed at random moments', async () => {
    await retrieval.create({ backend: at('killed') }).save();
    const random = new Random(1);
    for (let n = 0; n < 3; n++) {
      const process = new URL('../support/postgres-process.ts', import.meta.url).pathname;
      const child = spawn(globalThis.process.execPath, [JITI, process, at('killed')]);
      let [last, stderr] = [0, ''];
      child.stdout.on('data', (data: Buffer) => {
        last = Number(data.toString().trim().split('\n').at(-1));
      });
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), random.uniform(0, 150)));
      child.stderr.on('data', (data: Buffer) => {
        stderr += data.toString();
      });
      const signal = await new Promise(resolve => child.on('close', (_, by) => resolve(by)));
      expect([signal, stderr]).toEqual(['SIGKILL', '']);
      const states = await statesIn(await retrieval.open(at('killed')));
      expect(states).toHaveLength(1);
      expect([whole(last), whole(last + 1)]).toContain(states[0]);
    }
    const index = await retrieval.open(at('killed'));
    await index.add(stateOf(1));
    expect(await statesIn(index)).toEqual([whole(1)]);
  });
});
