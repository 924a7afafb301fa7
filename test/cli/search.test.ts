import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRun, retrieval } from '../../src/index.ts';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder } from '../support/own-data.ts';

const root = temporaryFolder();
const run = (...args: string[]) => nearfar(args, { cwd: root });
const quick = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];
interface Found {
  readonly results: { query: string; hits: { id: string; distance: number; score?: number; label?: string }[] }[];
}

beforeAll(async () => {
  await characterFolder(join(root, 'photos'), 12, 8);
  await characterFolder(join(root, 'few'), 2, 3);
  await run('train', 'photos', ...quick, '--out', 'a');
  await run('train', 'photos', ...quick, '--seed', '1', '--out', 'b');
  await run('index', 'a', 'photos', '--out', 'photos.index');
});

describe('nearfar index RUN INPUT --out DIR', () => {
  it('makes an index with ids and labels; what is indexed again is replaced, new samples are added', async () => {
    const index = await retrieval.open(join(root, 'photos.index'));
    expect(index.size).toBe(96);
    expect(await index.get('photos/c3/24.png')).toEqual({ id: 'photos/c3/24.png', label: 'c3' });
    expect(index.run).toBe(join(root, 'a'));
    await run('index', 'a', 'photos/c0', '--out', 'grown.index');
    const { stdout } = await run('index', 'a', 'photos/c0', 'photos/c1', '--out', 'grown.index');
    expect(stdout).toBe('grown.index: 16 vectors of 4 dimensions; 8 added, 8 replaced\n');
  });

  it('--thumbnails keeps a small picture of each', async () => {
    await run('index', 'a', 'few', '--out', 'seen.index', '--thumbnails');
    const { thumbnail } = (await (await retrieval.open(join(root, 'seen.index'))).get('few/c0/0.png'))!;
    expect(thumbnail).toMatch(/^data:image\/png;base64,iVBOR/);
  });

  it('refuses an index of another run, and leaves it as it was', async () => {
    const before = readFileSync(join(root, 'photos.index', 'index.json'), 'utf8');
    const { code, stderr } = await run('index', 'b', 'few', '--out', 'photos.index');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('expected an index of the model of b, got one of another model.'),
    ]);
    expect(readFileSync(join(root, 'photos.index', 'index.json'), 'utf8')).toBe(before);
  });

  it('of one model stays so when its thresholds are found again', async () => {
    const before = (await openRun(join(root, 'a'))).fingerprint;
    expect((await run('calibrate', 'a')).code).toBe(0);
    expect((await openRun(join(root, 'a'))).fingerprint).toBe(before);
  });
});

describe('nearfar embed INDEX --out FILE', () => {
  it('writes the vectors of an index, which are those that the run makes', async () => {
    await run('embed', 'photos.index', '--out', 'of-index.jsonl');
    await run('embed', 'a', 'photos', '--out', 'of-run.jsonl');
    expect(readFileSync(join(root, 'of-index.jsonl'), 'utf8')).toBe(readFileSync(join(root, 'of-run.jsonl'), 'utf8'));
  });

  it('--format projector makes a folder, with pictures', async () => {
    const out = await run('embed', 'a', 'few', '--format', 'projector', '--out', 'projector', '--json');
    const { files, ...found } = lastJson<{ files: string[] }>(out);
    expect(found).toEqual({ runDir: 'a', out: 'projector', count: 6, dim: 4 });
    expect(files.map(path => path.slice('projector/'.length))).toEqual([
      'metadata.tsv',
      'projector_config.json',
      'projector_config.pbtxt',
      'sprite.png',
      'tensors.tsv',
    ]);
  });

  it.each([
    [['a', '--out', 'x.csv'], 'embed: expected an index, or a run and samples, got a run, a, and no input.'],
    [
      ['photos.index', 'few', '--out', 'x.csv'],
      'embed: expected no input, since photos.index is an index, got "few". Leave it out, or name a run.',
    ],
    [['a', 'few', '--format', 'tsv', '--out', 'x'], '--format: expected projector, or none, got "tsv".'],
  ])('embed %j is refused', async (args, message) => {
    const { code, stderr } = await run('embed', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('nearfar index RUN INPUT --backend usearch', () => {
  it('makes an approximate index, tells what it finds, and is searched like any other', async () => {
    const { stdout } = await run(
      'index',
      'a',
      'photos',
      '--out',
      'graph.index',
      '--backend',
      'usearch',
      '--precision',
      'bf16',
    );
    expect(stdout).toMatch(/^graph\.index: 96 vectors of 4 dimensions; 96 added; finds \d+\.\d% of the 10 nearest\n$/);
    const [found, exact] = [
      lastJson<Found>(await run('search', 'graph.index', 'photos/c5', '-k', '1', '--json')),
      lastJson<Found>(await run('search', 'photos.index', 'photos/c5', '-k', '1', '--json')),
    ];
    expect(found).toEqual(exact);
    expect((await run('index', 'a', 'few', '--out', 'graph.index', '--ef', '9')).stderr).toContain(
      'index: expected no --ef, since graph.index has an index already, got 9. Leave it out, or name another folder.',
    );
    expect((await run('index', 'a', 'few', '--out', 'x.index', '--backend', 'faiss')).stderr).toContain(
      'retrieval: expected a backend out of exact, usearch, got "faiss".',
    );
  });
});

describe('nearfar search INDEX QUERY', () => {
  it('finds an image itself first, then the nearest; --json has queries with their hits', async () => {
    const { results } = lastJson<Found>(
      await run('search', 'photos.index', 'photos/c5/40.png', 'photos/c2', '-k', '3', '--json'),
    );
    expect(results.map(({ query }) => query).slice(0, 2)).toEqual(['photos/c5/40.png', 'photos/c2/16.png']);
    expect(results).toHaveLength(9);
    for (const { query, hits } of results) {
      expect(hits).toHaveLength(3);
      expect(hits[0]).toEqual({ id: query, distance: 0, label: /c\d+/.exec(query)![0] });
      expect(hits[1]!.distance).toBeLessThanOrEqual(hits[2]!.distance);
    }
    const { stdout } = await run('search', 'photos.index', 'photos/c5/40.png', '-k', '1');
    expect(stdout).toMatch(
      /^query +distance +label +nearest\n.*\nphotos\/c5\/40\.png +0\.0000 +c5 +photos\/c5\/40\.png\n$/,
    );
  });

  it('of a run of siamese-bce ranks by its learned score, and calls it so', async () => {
    await run('train', 'photos', ...quick, '--method', 'siamese-bce', '--out', 'scored');
    expect((await run('index', 'scored', 'few', '--out', 'scored.index')).stderr).not.toContain('warning');
    const { results } = lastJson<Found>(await run('search', 'scored.index', 'few/c0', '-k', '4', '--json'));
    for (const { hits } of results) {
      expect(hits.map(hit => Object.keys(hit))).toEqual(Array(4).fill(['id', 'score', 'label']));
      const scores = hits.map(({ score }) => score!);
      expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    }
    const { query, hits } = results[0]!;
    const judged = lastJson<{ distance: number }>(await run('verify', 'scored', query, hits[3]!.id, '--json'));
    expect(judged.distance).toBeCloseTo(hits[3]!.score!, 5);
    expect((await run('search', 'scored.index', 'few/c0')).stdout).toMatch(/^query +score +label +nearest\n/);
  });

  it('of a run searches --gallery, and gives the same', async () => {
    const byIndex = lastJson<Found>(await run('search', 'photos.index', 'few', '--json'));
    expect(lastJson<Found>(await run('search', 'a', 'few', '--gallery', 'photos', '--json'))).toEqual(byIndex);
  });

  it('finds the run with --run where it has been moved, and no other', async () => {
    await run('index', 'b', 'few', '--out', 'moved.index');
    renameSync(join(root, 'b'), join(root, 'c'));
    expect((await run('search', 'moved.index', 'few')).code).toBe(2);
    expect((await run('search', 'moved.index', 'few', '--run', 'c')).code).toBe(0);
    expect((await run('search', 'moved.index', 'few', '--run', 'a')).stderr).toContain(
      'index.search: expected vectors of the model',
    );
  });

  it.each<[string, string[], string]>([
    [
      'a run without a gallery',
      ['a', 'few'],
      'search: expected what is to be searched (--gallery), or an index, got a run, a.',
    ],
    [
      'an index with a gallery',
      ['photos.index', 'few', '--gallery', 'photos'],
      '--gallery: expected a run to embed it, got an index',
    ],
    ['what is neither', ['photos', 'few'], 'photos: expected the folder of a run'],
    ['k of 0', ['photos.index', 'few', '-k', '0'], 'index.search: expected k: a whole number from 1, got 0.'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await run('search', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
