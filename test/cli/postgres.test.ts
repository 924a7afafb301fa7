import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Finished, lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder } from '../support/own-data.ts';
import { type PostgresServer, postgresServer } from '../support/postgres.ts';

const root = temporaryFolder();
const printed: string[] = [];
const run = async (...args: string[]): Promise<Finished> => {
  const finished = await nearfar(args, { cwd: root });
  printed.push(finished.stdout, finished.stderr);
  return finished;
};

let server: PostgresServer;
let [table, shown] = ['', ''];
beforeAll(async () => {
  server = await postgresServer();
  table = `${server.address}?table=photos`;
  shown = table.replace(':secret', '');
  const quick = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];
  await characterFolder(join(root, 'photos'), 4, 4);
  await run('train', 'photos', ...quick, '--out', 'a');
  await run('index', 'a', 'photos', '--out', 'photos.index');
});
afterAll(() => server.close());

it('nearfar index RUN INPUT --out postgres://… makes a table, and adds to one that is there', async () => {
  const made = await run('index', 'a', 'photos/c0', 'photos/c1', '--out', table, '--thumbnails', '--ef', '50');
  expect(made.stdout).toBe(`${shown}: 8 vectors of 4 dimensions; 8 added; finds 100.0% of the 8 nearest\n`);
  const { recall, ...rest } = lastJson<{ recall: unknown }>(
    await run('index', 'a', 'photos', '--out', table, '--json'),
  );
  expect(rest).toEqual({ out: shown, size: 16, dim: 4, added: 8, replaced: 8 });
  expect(recall).toEqual({ at: 10, queries: 16, value: 1 });
  const { rows } = await server.db.query('SELECT id, label, length(thumbnail) > 60 AS seen FROM photos WHERE id = $1', [
    'photos/c1/4.png',
  ]);
  expect(rows).toEqual([{ id: 'photos/c1/4.png', label: 'c1', seen: null }]); // indexed again, without a picture
});

it('nearfar search, classify and embed take it like a folder', async () => {
  for (const args of [
    ['search', 'INDEX', 'photos/c2', '-k', '3', '--json'],
    ['classify', 'a', 'photos/c1', '--examples', 'INDEX', '--json'],
    ['embed', 'INDEX', '--out', '-'],
  ]) {
    const [found, expected] = [
      await run(...args.map(arg => (arg === 'INDEX' ? table : arg))),
      await run(...args.map(arg => (arg === 'INDEX' ? 'photos.index' : arg))),
    ];
    expect(found.stderr).toBe(expected.stderr);
    expect(found.stdout).toBe(expected.stdout);
    expect(found.code).toBe(0);
  }
});

it('nearfar index RUN INPUT --out DIR --backend postgres://… lets a folder name the table', async () => {
  const address = table.replace('photos', 'named');
  const made = await run('index', 'a', 'photos/c0', '--out', 'named.index', '--backend', address);
  expect(made.stdout).toBe('named.index: 4 vectors of 4 dimensions; 4 added; finds 100.0% of the 4 nearest\n');
  const more = await run('index', 'a', 'photos', '--out', 'named.index');
  expect(more.stdout).toContain('named.index: 16 vectors of 4 dimensions; 12 added, 4 replaced');
  const where = '{"labels": ["c1"]}';
  const found = await run('search', 'named.index', 'photos/c0', '-k', '3', '--where', where, '--json');
  expect(found.stdout).toBe(
    (await run('search', 'photos.index', 'photos/c0', '-k', '3', '--where', where, '--json')).stdout,
  );
  expect(found.stdout).not.toContain('c3');
  const again = await run('index', 'a', 'photos', '--out', 'named.index', '--backend', address);
  expect(again.stderr).toContain(
    'index: expected no --backend, since named.index has an index already, got postgres://',
  );
  expect((await run('search', 'photos.index', 'photos/c0', '--where', '{')).stderr).toContain(
    '--where: expected JSON: {"labels": [names], "metadata": fields}, got {.',
  );
});

it.each<[string, () => string[], () => string]>([
  [
    'a backend beside it',
    () => ['index', 'a', 'photos', '--out', `${table}2`, '--backend', 'usearch'],
    () => `index: expected no --backend, since ${shown}2 searches by itself, got usearch.`,
  ],
  [
    'a table that is not there',
    () => ['search', `${table}3`, 'photos'],
    () => `${shown}3: expected the table of an index, got nothing there.`,
  ],
  [
    'inputs beside it',
    () => ['embed', table, 'photos', '--out', '-'],
    () => `embed: expected no input, since ${shown} is an index, got "photos".`,
  ],
])('refuses %s', async (_, args, message) => {
  const { code, stderr } = await run(...args());
  expect(stderr).toContain(message());
  expect(code).toBe(2);
});

it('nearfar serve postgres://… answers searches; of errors of the database it tells nothing', async () => {
  let answers: Promise<unknown[]> | undefined;
  const asked = async (url: string) => {
    const response = await fetch(`${url}/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ vectors: [[0, 0, 0, 0]], k: 2, where: { labels: ['c2'] } }),
    });
    return [response.status, await response.json()];
  };
  const finished = await nearfar(['serve', table, '--port', '0', '--json'], {
    cwd: root,
    onStderr(text, child) {
      printed.push(text);
      const url = /http:\S+/.exec(text)?.[0];
      if (!url || answers) return;
      answers = (async () => {
        const found = await asked(url);
        await server.db.exec('DROP TABLE photos');
        return [found, await asked(url)];
      })().finally(() => child.kill('SIGTERM'));
    },
  });
  const hit = expect.objectContaining({ label: 'c2' });
  const error =
    'serve: expected the database of the index to answer, got an error, which its log tells. Try again in 1 s.';
  expect(await answers).toEqual([
    [200, { results: [{ hits: [hit, hit] }] }],
    [503, { error }],
  ]);
  expect(finished.stderr).toContain(
    'photos: expected the server to do it, got relation "public.photos" does not exist.',
  );
  expect(finished.code).toBe(0);
});

it('prints no password', () => {
  expect(printed.join('\n')).toContain('postgres://postgres@');
  expect(printed.join('\n')).not.toContain('secret');
});
