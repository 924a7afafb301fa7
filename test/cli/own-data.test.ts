import { cpSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Comparison, RunResult } from '../../src/index.ts';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder, photosAndFlowers, writeFiles } from '../support/own-data.ts';

const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];
const root = temporaryFolder();
const photos = join(root, 'photos');
const config = (run: string) => JSON.parse(readFileSync(join(root, run, 'config.json'), 'utf8'));
const run = (...args: string[]) => nearfar(args, { cwd: root });

beforeAll(() => photosAndFlowers(root));

describe('nearfar train PATH', () => {
  it('trains on a folder, says what it chose, lists what it skipped; evaluate finds the folder again', async () => {
    const { code, stderr, stdout } = await run('train', 'photos', ...QUICK.slice(2), '--out', 'a', '--json');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      'photos: a folder of images, 96 samples of shape [1, 28, 28] in 12 classes; 54 to train on, 6 to validate on, 24 to test on',
    );
    expect(stderr).toMatch(/Never trained on: c\d+, c\d+ \(--unseen-fraction 0 trains on all classes\)/);
    expect(stderr).toContain('Network: embedding-net');
    expect(stderr).toContain('Batches: 32, 4 of a class');
    expect(stderr).toContain(
      '1 file was skipped (c1/broken.png: no image of a known format); a/skipped.csv lists them.',
    );
    expect(readFileSync(join(root, 'a/skipped.csv'), 'utf8')).toBe(
      'file,reason\nc1/broken.png,no image of a known format\n',
    );
    const result = lastJson<RunResult>({ code, stderr, stdout });
    expect(result).toMatchObject({
      dataset: 'photos',
      metrics: { unseen: { evaluatedOn: expect.stringContaining('never trained on') } },
    });
    expect(config('a')).toMatchObject({
      dataset: photos,
      filledIn: {
        network: 'embedding-net',
        batchSize: 32,
        samplesPerClass: 4,
        unseenClasses: [expect.any(String), expect.any(String)],
        data: { path: photos, format: 'a folder of images', samples: 96, classes: 12, shape: [1, 28, 28], skipped: 1 },
      },
    });
    const again = await run('evaluate', 'a', '--json');
    expect(lastJson<RunResult>(again).metrics).toEqual(result.metrics);
    cpSync(photos, join(root, 'elsewhere'), { recursive: true });
    const elsewhere = await run('evaluate', 'a', '--dataset', 'elsewhere', '--json');
    expect(lastJson<RunResult>(elsewhere).metrics).toEqual(result.metrics);
    expect((await run('train', 'photos', ...QUICK, '--dataset', 'mnist')).stderr).toContain(
      'train: expected one data set, got "photos" and --dataset mnist. Leave one out.',
    );
  });

  it('resumes with the same data, and refuses others; evaluate says what has changed, and what has moved', async () => {
    const copy = join(root, 'copy');
    await characterFolder(copy, 4, 8);
    expect(await run('train', 'copy', ...QUICK, '--out', 'b')).toMatchObject({ code: 0 });
    expect(await run('train', '--resume', '--out', 'b', '--epochs', '2')).toMatchObject({ code: 0 });
    await characterFolder(join(copy, 'c9'), 1, 4);
    const resumed = await run('train', 'copy', '--resume', '--out', 'b', '--epochs', '3');
    expect(resumed.stderr).toContain(
      '--resume: expected the data that the run began with, got 36 samples in 5 classes, where there were 32 samples in 4 classes.',
    );
    await run('train', 'copy', ...QUICK, '--out', 'c');
    rmSync(join(copy, 'c9'), { recursive: true });
    const changed = await run('evaluate', 'c');
    expect(changed.stderr).toContain(
      'warning: The data have changed since the run was trained: 32 samples in 4 classes, where there were 36 samples in 5 classes.',
    );
    renameSync(copy, join(root, 'moved'));
    expect((await run('evaluate', 'c')).stderr).toContain(
      `${copy}: expected the data that the run was trained on, got nothing there. Put them back, or say where they are now by --dataset PATH.`,
    );
    expect(await run('evaluate', 'c', '--dataset', 'moved')).toMatchObject({ code: 0 });
  });

  it('starts from the weights of a finished run with --init, and says where the networks differ', async () => {
    const args = ['train', 'photos', ...QUICK, '--lr', '1e-9', '--schedule', 'constant'];
    await run(...args, '--out', 'i1');
    const second = await run(...args, '--seed', '1', '--init', 'i1', '--out', 'i2', '--json');
    expect(second.code, second.stderr).toBe(0);
    expect(config('i2').init).toBe(join(root, 'i1'));
    const { precisionAt1 } = lastJson<RunResult>(second).metrics;
    expect(JSON.parse(readFileSync(join(root, 'i1/metrics.json'), 'utf8')).metrics.precisionAt1).toBe(precisionAt1);
    expect(await run(...args, '--dim', '5', '--init', 'i1')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /--init .*i1: expected encoder\..* of shape \[.*\], as the network of this run has it, got \[.*\]\. Give this run the network of that one: --network mlp --dim 4\./,
      ),
    });
    expect((await run(...args, '--init', 'photos')).stderr).toContain('photos: expected the folder of a run');
  });

  it('trains on a table and embeds others by its columns', async () => {
    const { code, stderr } = await run('train', 'flowers.csv', '--label', 'species', ...QUICK.slice(2), '--out', 't');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('flowers: a table, 30 samples of shape [4] in 3 classes');
    expect(stderr).toContain('Network: mlp');
    writeFiles(root, { 'new.csv': 'colour,id,petal,sepal\nred,first,1,2\ngreen,second,0,1\n' });
    const printed = await run('embed', 't', 'new.csv', 'flowers.csv', '--out', '-');
    const lines = printed.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines).toHaveLength(32);
    expect(lines.slice(0, 3).map(({ id, label, embedding }) => [id, label, embedding.length])).toEqual([
      ['first', '', 4],
      ['second', '', 4],
      ['flowers.csv:2', 'k0', 4],
    ]);
    expect(await run('embed', 't', 'flowers.csv', '--out', 'e.npy')).toMatchObject({ code: 0 });
    writeFiles(root, { '=1+1.csv': readFileSync(join(root, 'flowers.csv')) });
    expect(await run('embed', 't', '=1+1.csv', '--out', 'f.csv', '--escape-formulas')).toMatchObject({ code: 0 });
    expect(readFileSync(join(root, 'f.csv'), 'utf8')).toContain("\n'=1+1.csv:2,k0,");
    expect(readFileSync(join(root, 'e.ids.csv'), 'utf8')).toContain('id,label\nflowers.csv:2,k0\n');
    writeFiles(root, { 'other.csv': 'petal,colour\n1,red\n' });
    expect((await run('embed', 't', 'other.csv', '--out', '-')).stderr).toContain(
      'expected the columns that the run was trained on, petal, sepal, colour, got no "sepal" among petal, colour.',
    );
    expect((await run('embed', 't', 'photos', '--out', '-')).stderr).toContain(
      'expected a run that was trained on images',
    );
  });

  it('says what a path lacks, with exit code 2', async () => {
    expect(await run('train', 'flowers.csv')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'expected a column named label, class, target or y, got petal, sepal, colour, species.',
      ),
    });
    expect(await run('train', './nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('got nothing there'),
    });
    expect(readdirSync(join(root, 'runs'))).toEqual([]);
  });
});

describe('nearfar compare, sweep', () => {
  it('take paths', async () => {
    const compared = await run(
      'compare',
      '--datasets',
      'photos',
      '--methods',
      'siamese,classification',
      ...QUICK,
      '--out',
      'cmp',
      '--json',
    );
    expect(compared.code, compared.stderr).toBe(0);
    const { rows } = lastJson<Pick<Comparison, 'rows'>>(compared);
    expect(rows.map(row => [row.dataset, row.method])).toEqual([
      ['photos', 'siamese'],
      ['photos', 'classification'],
    ]);
    const swept = await run(
      'sweep',
      '--dataset',
      'photos',
      '--vary',
      'dim=2,3',
      ...QUICK.filter(word => word !== '--dim' && word !== '4'),
      '--out',
      'swp',
    );
    expect(swept.code, swept.stderr).toBe(0);
    expect(config('swp/dim=2').dataset).toBe(photos);
  });
});

describe('nearfar embed', () => {
  it('reads folders and images, with their classes, and skips what is broken', async () => {
    const done = await run('embed', 'a', 'photos', 'photos/c0/0.png', '--out', 'photos.csv');
    expect(done.code, done.stderr).toBe(0);
    expect(done.stderr).toContain('warning: c1/broken.png is skipped: no image of a known format');
    const lines = readFileSync(join(root, 'photos.csv'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(98);
    expect(lines[0]).toBe('id,label,e0,e1,e2,e3');
    expect(lines[1]).toContain('photos/c0/0.png,c0,');
    expect(lines[97]).toContain('photos/c0/0.png,,');
    expect(lines[1]!.split(',').slice(2)).toEqual(lines[97]!.split(',').slice(2));
  });
});
