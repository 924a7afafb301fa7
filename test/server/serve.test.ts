import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRun, type Run, retrieval } from '../../src/index.ts';
import { nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder, writeFiles } from '../support/own-data.ts';
import { post, type Running, startServer } from '../support/server.ts';

const root = temporaryFolder();
const quick = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];
const image = (name: string) => readFileSync(join(root, 'photos', name));
const base64 = (name: string) => image(name).toString('base64');
const names = ['c0/0.png', 'c1/10.png', 'c2/19.png'];
let [run, index, rows]: (Running | undefined)[] = [];
let opened: Run;
const at = (server: Running | undefined, path: string) => `${server!.url}${path}`;

beforeAll(async () => {
  await characterFolder(join(root, 'photos'), 12, 8);
  const table = Array.from({ length: 60 }, (_, i) => `${i % 3},${(i * 7) % 11},${i % 2 ? 'red' : 'blue'},k${i % 3}`);
  writeFiles(root, { 'table.csv': `x,y,colour,label\n${table.join('\n')}\n` });
  await nearfar(['train', 'photos', ...quick, '--out', 'run'], { cwd: root });
  await nearfar(['train', 'table.csv', ...quick, '--out', 'rows'], { cwd: root });
  await nearfar(['index', 'run', 'photos', '--out', 'photos.index'], { cwd: root });
  opened = await openRun(join(root, 'run'));
  [run, index, rows] = await Promise.all([
    startServer(['run'], { cwd: root }),
    startServer(['photos.index'], { cwd: root, env: { NEARFAR_TOKEN: 'secret' } }),
    startServer(['rows'], { cwd: root }),
  ]);
}, 120_000);

afterAll(async () => {
  await Promise.all([run, index, rows].map(server => server?.end()));
  await opened?.close();
});

const token = { authorization: 'Bearer secret' };
const embedded = async (inputs: readonly string[]) => {
  const { samples } = await opened.read(inputs.map(name => join(root, 'photos', name)));
  const { data, shape } = await opened.embed(samples);
  return Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)]);
};

describe('POST /embed', () => {
  it('answers what run.embed gives, for images as base64 and as a form', async () => {
    const wanted = await embedded(names);
    const { status, answer } = await post(at(run, '/embed'), { images: names.map(base64) });
    expect([status, answer.dim]).toEqual([200, 4]);
    const form = new FormData();
    for (const name of names) form.append('images', new Blob([image(name)]), name);
    const response = await fetch(at(run, '/embed'), { method: 'POST', body: form });
    for (const { embeddings } of [answer, (await response.json()) as { embeddings: number[][] }])
      for (const [i, row] of wanted.entries())
        for (const [j, value] of row.entries()) expect(embeddings[i]![j]).toBeCloseTo(value, 4);
  });

  it('takes rows by column, and lists of numbers', async () => {
    const byColumn = await post(at(rows, '/embed'), { rows: [{ x: 1, y: 3, colour: 'red' }] });
    const asNumbers = await post(at(rows, '/embed'), { rows: [[1, 3, 0, 1]] });
    expect(byColumn.status).toBe(200);
    expect(asNumbers.answer).toEqual(byColumn.answer);
  });

  it.each([
    [{}, 400, 'the request: expected one of images, rows, texts and vectors, got none.'],
    [{ image: [] }, 400, '/embed: expected fields that it has, got "image". Did you mean "images"?'],
    [{ images: 'x' }, 400, '/embed: expected images: '],
    [{ images: ['????'] }, 422, 'images[0]: expected an image file as base64, got "????".'],
    [
      { images: [Buffer.from('no image').toString('base64')] },
      422,
      'images[0]: expected an image, got no image of a known format.',
    ],
    [{ images: ['/etc/passwd'] }, 422, 'images[0]: expected an image'],
    [{ rows: [[1, 2]] }, 422, 'rows[0]: expected '],
    [{ rows: [{ x: 1 }] }, 422, 'rows: expected lists of '],
    [{ texts: ['hello'] }, 422, 'texts: expected images or rows, got texts. The run was trained on others.'],
    ['{', 400, 'the body: expected a body of application/json, got '],
  ])('refuses %j with %i and a reason', async (body, status, reason) => {
    const found = await post(at(run, '/embed'), body);
    expect([found.status, found.answer.error]).toEqual([status, expect.stringContaining(reason)]);
  });

  it('refuses other types, methods and routes', async () => {
    const typed = await post(at(run, '/embed'), 'x', { 'content-type': 'text/csv' });
    expect([typed.status, typed.answer.error]).toEqual([
      415,
      'content-type: expected application/json or multipart/form-data, got "text/csv".',
    ]);
    const got = await fetch(at(run, '/embed'));
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    for (const path of ['/nothing', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/run/config.json']) {
      expect((await fetch(at(run, path))).status, path).toBe(404);
    }
  });
});

describe('POST /search', () => {
  it('answers what index.search gives, for images and for vectors', async () => {
    const stored = await retrieval.open(join(root, 'photos.index'));
    const [vector] = await embedded(['c1/10.png']);
    const [wanted] = await stored.search([vector!], { k: 5 });
    const asked = [
      { images: [base64('c1/10.png')], k: 5 },
      { vectors: [vector], k: 5 },
    ];
    for (const body of asked) {
      const { status, answer } = await post(at(index, '/search'), body, token);
      expect(status).toBe(200);
      expect(answer.results[0].hits.map((hit: { id: string }) => hit.id)).toEqual(wanted!.ids);
      expect(answer.results[0].hits[0]).toMatchObject({ id: 'photos/c1/10.png', label: 'c1' });
    }
  });

  it('refuses vectors of another width, too many hits, and a server without an index', async () => {
    const wide = await post(at(index, '/search'), { vectors: [[1, 2]] }, token);
    expect([wide.status, wide.answer.error]).toEqual([422, expect.stringMatching(/^vectors: expected .*4.*got .*2/)]);
    expect((await post(at(index, '/search'), { vectors: [[1, 2, 3, 4]], k: 1001 }, token)).status).toBe(400);
    const none = await post(at(run, '/search'), { images: [base64('c1/10.png')] });
    expect([none.status, none.answer.error]).toEqual([
      404,
      '/search: expected a server with an index, got one of a run alone. Make one with "nearfar index", and serve it.',
    ]);
  });
});

describe('POST /verify and /classify', () => {
  it('decide by a threshold of the run, pair by pair', async () => {
    const body = {
      a: { images: [base64('c0/0.png'), base64('c0/0.png')] },
      b: { images: [base64('c0/0.png'), base64('c3/25.png')] },
    };
    const { status, answer } = await post(at(run, '/verify'), body);
    expect([status, answer.measure, answer.threshold]).toEqual([200, 'distance', opened.thresholds.accuracy]);
    expect(answer.results[0]).toEqual({ distance: 0, same: true });
    expect(answer.results[1].same).toBe(answer.results[1].distance <= answer.threshold);
    const uneven = await post(at(run, '/verify'), { a: body.a, b: { images: [base64('c0/0.png')] } });
    expect([uneven.status, uneven.answer.error]).toEqual([422, 'b: expected 2 samples, as in a, got 1.']);
    const point = await post(at(run, '/verify'), { ...body, at: 'best' });
    expect([point.status, point.answer.error]).toEqual([400, expect.stringContaining('expected at: ')]);
  });

  it('name a class by the samples of the index, or by examples', async () => {
    const stored = await post(at(index, '/classify'), { images: [base64('c1/10.png')], by: 'knn', k: 1 }, token);
    expect([stored.status, stored.answer.results[0].nearest]).toEqual([200, 'c1']);
    const examples = { images: [base64('c0/1.png'), base64('c1/9.png')], labels: ['zero', 'one'] };
    const given = await post(at(run, '/classify'), { images: [base64('c1/9.png')], examples, threshold: 1e9 });
    expect([given.status, given.answer.results[0].label]).toEqual([200, 'one']);
    const few = await post(at(run, '/classify'), {
      images: [base64('c1/9.png')],
      examples: { ...examples, labels: ['zero'] },
    });
    expect([few.status, few.answer.error]).toEqual([422, expect.stringContaining('labels')]);
  });
});

describe('nearfar serve', () => {
  it('says what is served, and counts', async () => {
    const health = (await (await fetch(at(index, '/health'))).json()) as Record<string, unknown>;
    expect(health).toMatchObject({
      status: 'ok',
      serves: 'index',
      index: { size: 96, dim: 4 },
      takes: ['images', 'rows', 'vectors'],
    });
    expect(JSON.stringify(health)).not.toContain(root);
    const metrics = await (await fetch(at(run, '/metrics'))).text();
    expect(metrics).toMatch(/^nearfar_requests_total\{.*route="\/embed".*status="200".*\} \d+$/m);
    const page = await (await fetch(at(run, '/'))).text();
    expect(page).toContain('POST /embed');
    const { openapi, paths } = (await (await fetch(at(run, '/openapi.json'))).json()) as {
      openapi: string;
      paths: object;
    };
    expect([openapi, Object.keys(paths)]).toEqual([
      '3.1.0',
      ['/embed', '/search', '/verify', '/classify', '/health', '/metrics'],
    ]);
  });

  it('asks for its token, and tells nothing without it', async () => {
    for (const headers of [{}, { authorization: 'Bearer secre' }, { authorization: 'secret' }]) {
      const { status, answer } = await post(at(index, '/search'), { vectors: [[0, 0, 0, 0]] }, headers);
      expect([status, answer.error]).toEqual([401, expect.stringContaining('expected its token')]);
    }
    expect((await fetch(at(index, '/openapi.json'))).status).toBe(401);
    expect((await fetch(at(index, '/health'))).status).toBe(200);
  });

  it('refuses a body over its limit and one that comes too slowly, and goes on', async () => {
    const small = await startServer(['run', '--max-bytes', '2000', '--timeout', '1'], { cwd: root });
    const large = await post(at(small, '/embed'), { images: ['A'.repeat(4000)] });
    expect([large.status, large.answer.error]).toEqual([413, expect.stringContaining('at most 2000 bytes')]);
    const slow = new ReadableStream<Uint8Array>({
      start: controller => controller.enqueue(new TextEncoder().encode('{"images": [')),
    });
    const late = await fetch(at(small, '/embed'), {
      method: 'POST',
      body: slow,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as RequestInit);
    expect(late.status).toBe(408);
    expect((await post(at(small, '/embed'), { images: [base64('c0/0.png')] })).status).toBe(200);
    expect(await small.end()).toBe(0);
  });

  it('says what is wrong before it listens', async () => {
    const none = await nearfar(['serve', 'nothing'], { cwd: root });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('expected the folder of a run')]);
    const taken = await nearfar(['serve', 'run', '--port', new URL(run!.url).port], { cwd: root });
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('Choose another with --port or --host')]);
  });
});
