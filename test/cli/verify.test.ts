import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { evaluation, RunResult } from '../../src/index.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder, writeFiles } from '../support/own-data.ts';

const root = temporaryFolder();
const run = (...args: string[]) => nearfar(args, { cwd: root });
const quick = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots', '--json'];
const trained = async (out: string, method: string): Promise<RunResult> =>
  lastJson(await run('train', 'photos', ...quick, '--method', method, '--out', out));
const [a, b, c] = ['photos/c0/0.png', 'photos/c0/1.png', 'photos/c1/8.png'];
interface Found {
  readonly distance: number;
  readonly threshold: number;
  readonly same: boolean;
}
let results: Readonly<Record<string, RunResult>>;

beforeAll(async () => {
  await characterFolder(join(root, 'photos'), 12, 8);
  results = {
    siamese: await trained('siamese', 'siamese'),
    'two-channel': await trained('two-channel', 'two-channel'),
  };
});

describe('nearfar verify RUN A B', () => {
  it.each([
    'siamese',
    'two-channel',
  ])('of %s gives run.distance and the decision at a named threshold', async method => {
    const opened = await openRun(join(root, method));
    const [x, y] = [await opened.read(join(root, a)), await opened.read(join(root, c))];
    const { data } = await opened.distance(x.samples, y.samples);
    await opened.close();
    const { thresholds } = results[method]!.metrics;
    for (const at of ['accuracy', 'eer'] as const) {
      const found = lastJson<Found>(await run('verify', method, a, c, '--at', at, '--json'));
      const threshold = thresholds![at]!;
      expect(found).toEqual({ distance: data[0], threshold, same: data[0]! <= threshold });
    }
  });

  it('is a distance of 0 and the same for one image twice', async () => {
    const { stdout } = await run('verify', 'siamese', a, a);
    expect(stdout).toMatch(/^the same: distance 0\.0000, the same up to \d+\.\d{4} \(accuracy\)\n$/);
  });

  it('calls the learned number of two-channel a score', async () => {
    expect((await run('verify', 'two-channel', a, c)).stdout).toMatch(/^(the same|different): score -?\d/);
  });

  it('takes two inputs of several samples row by row', async () => {
    const { stdout } = await run('verify', 'siamese', 'photos/c0', 'photos/c1');
    expect(stdout.split('\n').filter(line => line.includes('photos/c0/'))).toHaveLength(8);
  });

  it.each<[string, string[], string]>([
    [
      'one sample',
      ['siamese', a],
      'verify: expected two samples, or a table of pairs (--pairs), got one, photos/c0/0.png.',
    ],
    [
      'samples and pairs',
      ['siamese', a, b, '--pairs', 'x.csv'],
      'got both: photos/c0/0.png, photos/c0/1.png and --pairs x.csv.',
    ],
    [
      'an unknown threshold',
      ['siamese', a, b, '--at', 'best'],
      '--at: expected a threshold out of eer, accuracy, f1, got "best".',
    ],
    [
      'a threshold that the run could not measure',
      ['siamese', a, b, '--at', 'far@1e-3'],
      'got "far@1e-3". Find more on pairs of your own with "nearfar calibrate siamese --pairs FILE".',
    ],
    ['samples of two numbers', ['siamese', 'photos/c0', a], 'run.distance: expected 8 samples in b, as in a, got 1.'],
    ['what is not there', ['siamese', a, 'nothing.png'], 'expected a file, a folder or a data set'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await run('verify', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('nearfar verify RUN --pairs FILE', () => {
  it('decides every pair of a table; with answers it tells how many are right', async () => {
    writeFiles(root, { 'photos/pairs.csv': 'a,b,same\nc0/0.png,c0/0.png,1\nc0/0.png,c1/8.png,0\n' });
    const found = lastJson<{ at: string; threshold: number; results: Found[]; decisions: evaluation.Decisions }>(
      await run('verify', 'siamese', '--pairs', 'photos/pairs.csv', '--at', 'eer', '--json'),
    );
    const { threshold, results: all, decisions } = found;
    expect(threshold).toBe(results['siamese']!.metrics.thresholds!.eer);
    const other = lastJson<Found>(await run('verify', 'siamese', a, c, '--at', 'eer', '--json'));
    expect(all[0]).toEqual({ a: 'c0/0.png', b: 'c0/0.png', distance: 0, same: true });
    expect(all[1]).toMatchObject({ a: 'c0/0.png', b: 'c1/8.png', same: other.same });
    expect(all[1]!.distance).toBeCloseTo(other.distance, 5);
    expect(decisions.falseAcceptRate).toBe(Number(other.same));
    expect((await run('verify', 'siamese', '--pairs', 'photos/pairs.csv')).stdout).toMatch(
      /of the pairs are decided as the table says; wrongly accepted/,
    );
  });

  it('takes a table without answers, and ids of --samples', async () => {
    writeFiles(root, { 'ids.csv': 'a,b\nphotos/c0/0.png,photos/c1/8.png\n' });
    const found = lastJson<object>(
      await run('verify', 'siamese', '--pairs', 'ids.csv', '--samples', 'photos', '--json'),
    );
    expect(found).not.toHaveProperty('decisions');
    expect(found).toMatchObject({ results: [{ a: 'photos/c0/0.png' }] });
    writeFiles(root, { 'ids.csv': 'a,b\nphotos/c0/0.png,c1/8.png\n' });
    expect((await run('verify', 'siamese', '--pairs', 'ids.csv', '--samples', 'photos')).stderr).toContain(
      'ids.csv, row 2: expected the id of a sample, such as "photos/c0/0.png", got "c1/8.png".',
    );
  });
});

describe('nearfar evaluate RUN --protocol verification --folds N', () => {
  it('gives the mean accuracy over folds and its standard error; other protocols refuse it', async () => {
    const { metrics } = lastJson<{ metrics: { byFolds: evaluation.FoldsMetrics } }>(
      await run('evaluate', 'siamese', '--protocol', 'verification', '--folds', '2', '--json'),
    );
    expect(metrics.byFolds).toMatchObject({ folds: 2, accuracy: { mean: expect.any(Number) } });
    expect((await run('evaluate', 'siamese', '--folds', '4')).stderr).toContain(
      'protocol retrieval: expected no option "folds", which it has no use for, got 4. Leave it out, or use --protocol verification.',
    );
    expect((await run('evaluate', 'siamese', '--protocol', 'verification', '--folds', '4')).stderr).toContain(
      'expected pairs of one class and pairs of two in each fold, got 0 of one and 0 of two in fold 2. Use fewer folds.',
    );
    expect((await run('evaluate', 'siamese', '--protocol', 'verification', '--folds', '1')).stderr).toContain(
      '--folds: expected a whole number of at least 2, got 1.',
    );
  });
});
