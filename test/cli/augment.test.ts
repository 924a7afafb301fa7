import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nearfar, temporaryFolder } from '../support/cli.ts';
import { photosAndFlowers, writeFiles } from '../support/own-data.ts';

const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];
const root = temporaryFolder();
const config = (run: string) => JSON.parse(readFileSync(join(root, run, 'config.json'), 'utf8'));
const run = (...args: string[]) => nearfar(args, { cwd: root });

beforeAll(() => photosAndFlowers(root));

describe('nearfar train PATH --augment', () => {
  const weights = (out: string) => readFileSync(join(root, out, 'model.onnx'));

  it('varies images in the thread that makes batches; a config file with the same strengths gives the same weights', async () => {
    const augment = { flip: 0.5, crop: 0.3, color: 0.2, erasing: 0.3 };
    writeFiles(root, { 'augment.json': JSON.stringify({ augment }) });
    const train = ['train', 'photos', ...QUICK, '--channels', '3'];
    const done = await run(...train, '--augment', 'light,erasing', '--out', 'augmented');
    expect(done.code, done.stderr).toBe(0);
    expect(config('augmented')).toMatchObject({ augment: 'light,erasing' });
    expect((await run(...train, '--config', 'augment.json', '--out', 'augmented-file')).code).toBe(0);
    expect(weights('augmented-file')).toEqual(weights('augmented'));
    expect((await run(...train, '--config', 'augment.json', '--augment', 'none', '--out', 'plain')).code).toBe(0);
    expect(weights('plain')).not.toEqual(weights('augmented'));
  });

  it('says what is left out, and refuses what does not fit', async () => {
    const light = await run('train', 'photos', ...QUICK, '--augment', 'light', '--out', 'light');
    expect(light.code, light.stderr).toBe(0);
    expect(light.stderr).toContain(
      'color of --augment light is left out, since photos has samples of shape [1, 28, 28].',
    );
    const refused = await run(
      'train',
      'flowers.csv',
      '--label',
      'species',
      ...QUICK,
      '--augment',
      'flip',
      '--out',
      'x',
    );
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'augment.flip: expected flowers to have images, got samples of shape [4]. Leave it out.',
    );
  });

  it('is varied by a sweep', async () => {
    const swept = await run(
      'sweep',
      '--vary',
      'augment=none,crop',
      '--dataset',
      'photos',
      ...QUICK,
      '--out',
      's',
      '--json',
    );
    expect(swept.code, swept.stderr).toBe(0);
    const { trials } = JSON.parse(readFileSync(join(root, 's/sweep.json'), 'utf8'));
    expect(trials).toMatchObject([{ values: { augment: 'none' } }, { values: { augment: 'crop' } }]);
  });
});
