import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { MEMORY } from '../../src/data/collection.ts';
import { StoredRows } from '../../src/data/stored-rows.ts';
import { losses } from '../../src/index.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';
import { characterFolder } from '../support/own-data.ts';

const { mostBytes } = MEMORY;
afterEach(() => {
  MEMORY.mostBytes = mostBytes;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('train({ dataset }) of images in a file never has all of a part in memory, from the first batch to the pictures', async () => {
  const root = temporaryFolder();
  await characterFolder(join(root, 'characters'), 12, 30);
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'));
  MEMORY.mostBytes = 0;
  const whole: number[] = [];
  const { get } = Object.getOwnPropertyDescriptor(StoredRows.prototype, 'data')!;
  vi.spyOn(StoredRows.prototype, 'data', 'get').mockImplementation(function (this: StoredRows) {
    whole.push(this.shape[0]!);
    return get!.call(this);
  });
  const { metrics, runDir } = await train({
    dataset: join(root, 'characters'),
    loss: losses.contrastiveLoss(),
    network: 'mlp',
    dim: 4,
    epochs: 1,
    threads: 1,
    out: join(root, 'run'),
  });
  expect(metrics.evaluatedOn).toContain('test samples');
  // The samples of the animation, at most 600, are read once.
  expect(whole).toEqual([24]);
  const run = await openRun(runDir);
  const { samples } = await run.read(join(root, 'characters'));
  expect((await run.embed(samples)).shape).toEqual([360, 4]);
  await run.close();
  expect(whole).toEqual([24]);
});
