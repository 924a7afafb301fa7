import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Calibration, RunResult } from '../../src/index.ts';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder, writeFiles } from '../support/own-data.ts';

const root = temporaryFolder();
const run = (...args: string[]) => nearfar(args, { cwd: root });
let result: RunResult;

beforeAll(async () => {
  await characterFolder(join(root, 'photos'), 12, 8);
  const quick = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];
  result = lastJson(await run('train', 'photos', ...quick, '--out', 'a', '--json'));
});

describe('nearfar calibrate RUN', () => {
  it('prints a table of thresholds with what to expect of each; --json has what metrics.json has', async () => {
    const { stdout, code } = await run('calibrate', 'a');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Thresholds, found on \d+ pairs of 6 validation samples:\n\npoint +threshold +95 % +FAR/);
    expect(stdout).toMatch(/^accuracy +\d+\.\d{4} +/m);
    expect(stdout.split('\n').filter(line => line.length > 100)).toEqual([]);
    const { runDir, ...found } = lastJson<Calibration & { runDir: string }>(await run('calibrate', 'a', '--json'));
    expect(runDir).toBe('a');
    expect(found).toEqual(result.metrics.calibration);
  });

  it('--pairs takes a table; evaluate --protocol verification decides by what was found there', async () => {
    writeFiles(root, {
      'photos/pairs.csv': 'a,b,same\nc0/0.png,c0/1.png,1\nc1/8.png,c1/9.png,1\nc0/0.png,c1/8.png,0\n',
    });
    const { points } = lastJson<Calibration>(await run('calibrate', 'a', '--pairs', 'photos/pairs.csv', '--json'));
    const { metrics } = lastJson<RunResult>(await run('evaluate', 'a', '--protocol', 'verification', '--json'));
    expect(metrics).toMatchObject({ threshold: points.accuracy!.threshold });
    const { stdout } = await run('evaluate', 'a', '--protocol', 'verification');
    expect(stdout).toMatch(/By the thresholds found on other pairs:\n\npoint +threshold +pairs right +false accepts/);
  });

  it('refuses what is no run', async () => {
    const { code, stderr } = await run('calibrate', 'photos');
    expect(code).toBe(2);
    expect(stderr).toContain('photos: expected the folder of a run (with its config.json), got something else.');
  });
});
