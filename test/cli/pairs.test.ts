import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Comparison, RunResult } from '../../src/index.ts';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder, characterLists, writeFiles } from '../support/own-data.ts';

const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];
const root = temporaryFolder();
const run = (...args: string[]) => nearfar(args, { cwd: root });

beforeAll(async () => {
  await characterFolder(join(root, 'photos'), 6, 6);
  writeFiles(root, characterLists(6, 6, 'photos'));
  const fold = (k: number) => [`c${k}\t0\t${k}`, `c${k}\t1\tc${k + 1}\t1`];
  const names = Object.fromEntries(
    Array.from({ length: 6 }, (_, c) => c).flatMap(c =>
      [0, 1, 2, 3].map(n => [
        `lfw/c${c}/c${c}_000${n}.png`,
        readFileSync(join(root, `photos/c${c}/${6 * c + n}.png`)) as Uint8Array,
      ]),
    ),
  );
  writeFiles(root, { ...names, 'pairs.txt': `3\t1\n${[1, 2, 3].flatMap(fold).join('\n')}\n` });
});

it('nearfar train LIST trains on its pairs, is judged by them, and goes on; the config says how it was read', async () => {
  const done = await run('train', 'pairs.csv', ...QUICK, '--out', 'p', '--json');
  expect(done.code, done.stderr).toBe(0);
  expect(done.stderr).toMatch(
    /pairs: a list of pairs, 72 over 36 samples of shape \[1, 28, 28\]; \d+ to train on, \d+ to validate on, 14 to test on/,
  );
  const { method, metrics } = lastJson<RunResult>(done);
  expect(method).toBe('siamese');
  expect(metrics).toMatchObject({
    evaluatedOn: '14 pairs of the test part',
    thresholds: { accuracy: expect.anything() },
  });
  expect(metrics).not.toHaveProperty('precisionAt1');
  expect(JSON.parse(readFileSync(join(root, 'p/config.json'), 'utf8'))).toMatchObject({
    dataset: join(root, 'pairs.csv'),
    filledIn: { data: { format: 'a list of pairs', samples: 36, list: { kind: 'pairs', count: 72 } } },
  });
  expect(await run('train', '--resume', '--out', 'p', '--epochs', '2')).toMatchObject({ code: 0 });
  const whole = lastJson<RunResult>(await run('evaluate', 'p', '--dataset', 'triplets.csv', '--json'));
  expect(whole.metrics).toMatchObject({
    evaluatedOn: '72 triplets of the whole list',
    tripletAccuracy: expect.any(Number),
  });
  const folds = lastJson<RunResult>(
    await run('evaluate', 'p', '--dataset', 'pairs.txt', '--protocol', 'verification', '--json'),
  );
  expect(folds.metrics).toMatchObject({ foldAccuracy: { folds: 3, accuracy: expect.any(Number) } });
  expect((await run('evaluate', 'p', '--protocol', 'few-shot')).stderr).toContain(
    'protocol few-shot: expected samples with classes, got a list of pairs. Use --protocol verification, or name other data by --dataset.',
  );
});

it('nearfar train LIST says which methods train on it, before anything is read or written', async () => {
  expect(await run('train', 'pairs.csv', '--method', 'online-triplet')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'method online-triplet: expected samples with classes, got a list of pairs. Use --method two-channel, siamese-bce, siamese or vae-siamese, which train on pairs.',
    ),
  });
  expect((await run('train', 'triplets.csv', '--method', 'siamese')).stderr).toContain(
    'method siamese: expected a list of pairs, or samples with classes, got a list of triplets. Use --method triplet, triplet-ratio or vae-triplet, which train on triplets.',
  );
  expect((await run('train', 'pairs.csv', '--unseen-classes', 'c1', ...QUICK)).stderr).toContain(
    'pairs: expected no --unseen-classes, since a list of pairs has no classes, got c1. Leave it out.',
  );
  expect((await run('train', 'photos', '--samples', 'photos')).stderr).toContain('Leave --samples out.');
});

it('nearfar compare takes a list, and keeps the reason of a method that cannot train on it', async () => {
  const args = [
    'compare',
    '--datasets',
    'pairs.csv',
    '--methods',
    'siamese,triplet',
    ...QUICK,
    '--out',
    'cmp',
    '--json',
  ];
  const { rows } = lastJson<Pick<Comparison, 'rows'>>(await run(...args));
  expect(rows).toMatchObject([
    { method: 'siamese', metrics: {} },
    { error: expect.stringContaining('got a list of pairs') },
  ]);
});
