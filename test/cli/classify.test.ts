import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRun } from '../../src/index.ts';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder } from '../support/own-data.ts';

const root = temporaryFolder();
const run = (...args: string[]) => nearfar(args, { cwd: root });
const quick = ['--network', 'mlp', '--dim', '8', '--epochs', '3', '--threads', '1', '--no-plots'];
interface Found {
  readonly results: { id: string; label: string | null; distance: number }[];
  readonly threshold: number;
}

beforeAll(async () => {
  await characterFolder(join(root, 'photos'), 12, 8);
  for (const c of [0, 1, 2]) cpSync(join(root, `photos/c${c}`), join(root, `examples/c${c}`), { recursive: true });
  await run('train', 'photos', ...quick, '--out', 'a');
  await run('train', 'photos', ...quick, '--method', 'two-channel', '--out', 'two');
});

describe('nearfar classify RUN --examples FOLDER INPUT', () => {
  it('gives each sample the class of its examples, or none; an index of the examples gives the same', async () => {
    const found = lastJson<Found>(
      await run('classify', 'a', 'photos/c1', 'photos/c9', '--examples', 'examples', '--json'),
    );
    expect(found.results.map(({ id }) => id).slice(7, 9)).toEqual(['photos/c1/15.png', 'photos/c9/72.png']);
    const right = found.results.slice(0, 8).filter(({ label }) => label === 'c1').length;
    expect(right).toBeGreaterThanOrEqual(4);
    for (const { label, distance } of found.results) expect(label === null).toBe(distance > found.threshold);
    await run('index', 'a', 'examples', '--out', 'examples.index');
    const byIndex = await run('classify', 'a', 'photos/c1', 'photos/c9', '--examples', 'examples.index', '--json');
    expect(lastJson<Found>(byIndex)).toEqual(found);
  });

  it('prints a table, and what to expect of the threshold', async () => {
    const { stdout } = await run('classify', 'a', 'photos/c1/8.png', '--examples', 'examples', '--by', 'knn');
    expect(stdout).toMatch(/^class +distance +sample\n.*\nc1 +0\.0000 +photos\/c1\/8\.png\n\nFound on the examples/);
    expect(stdout).toContain('match: a class up to');
  });

  it('--threshold Infinity always gives a class, --threshold -1 none', async () => {
    const labels = async (threshold: string) =>
      lastJson<Found>(
        await run('classify', 'a', 'photos/c9', '--examples', 'examples', '--threshold', threshold, '--json'),
      ).results.map(({ label }) => label);
    expect(await labels('Infinity')).not.toContain(null);
    expect(new Set(await labels('-1'))).toEqual(new Set([null]));
  });

  it('of two-channel classifies by the learned score', async () => {
    const { stdout, code } = await run('classify', 'two', 'photos/c1/8.png', '--examples', 'examples');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^class +score +sample\n/);
    expect((await run('classify', 'two', 'photos/c1/8.png', '--examples', 'examples', '--by', 'knn')).stderr).toContain(
      'run.classify: expected no "by", since the run compares by a learned score, got knn. Leave it out.',
    );
  });

  it('uses the run’s own threshold where each class has one example', async () => {
    const opened = await openRun(join(root, 'a'));
    const { samples } = await opened.read(join(root, 'photos/c1/8.png'));
    const found = await opened.classify(samples, { examples: { samples, labels: ['one'] } });
    expect(found).toMatchObject({ labels: ['one'], distances: [0], threshold: opened.thresholds.match });
    await opened.close();
  });

  it.each<[string, string[], string]>([
    [
      'examples without classes',
      ['a', 'photos', '--examples', 'photos/c1/8.png'],
      'expected examples that have a class each, got photos/c1/8.png without one.',
    ],
    ['no examples', ['a', 'photos'], 'classify: expected --examples <input>, got none.'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await run('classify', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
