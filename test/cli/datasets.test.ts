import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { photosAndFlowers, writeFiles } from '../support/own-data.ts';

const root = temporaryFolder();
const run = (...args: string[]) => nearfar(args, { cwd: root });

beforeAll(() => photosAndFlowers(root));

describe('nearfar datasets PATH', () => {
  it('--augment draws each sample as it is and as it may come in training', async () => {
    const done = await run('datasets', 'photos', '--augment', 'strong', '--out', 'varied.png');
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toContain('color and grey of --augment strong are left out');
    expect(done.stdout).toContain('Train with:  nearfar train photos --augment strong');
    expect(readFileSync(join(root, 'varied.png')).subarray(1, 4).toString()).toBe('PNG');
    expect((await run('datasets', 'photos', '--augment', 'strong')).stderr).toContain(
      '--augment: expected --out with it, a file for the varied images, got none. Add --out sheet.png.',
    );
    expect((await run('datasets', 'photos', '--augment', 'blurr', '--out', 'varied.png')).stderr).toContain(
      'got "blurr". Did you mean "blur"?',
    );
  });

  it('says what is understood, draws a sheet, and has the command to train with', async () => {
    const done = await run('datasets', 'photos', '--channels', '3', '--out', 'sheet.png');
    expect(done.code, done.stderr).toBe(0);
    for (const text of [
      'photos: a folder of images',
      '96 of shape [3, 28, 28]',
      '28×28 (96)',
      'train (72), test (24), divided by class; 2 classes held out as unseen',
      'Classes (12)',
      '  c11  ██████████████████████████████ 8',
      'Skipped (1)\n  c1/broken.png: no image of a known format',
      'Train with:  nearfar train photos --channels 3',
    ])
      expect(done.stdout).toContain(text);
    expect(readFileSync(join(root, 'sheet.png')).subarray(1, 4).toString()).toBe('PNG');
    const table = await run('datasets', 'flowers.csv', '--label', 'species', '--json');
    expect(lastJson<object>(table)).toMatchObject({
      classes: { k0: 10, k1: 10, k2: 10 },
      train: 'nearfar train flowers.csv --label species',
    });
    expect((await run('datasets', 'glyphs', '--label', 'x')).stderr).toContain(
      'datasets: expected no label, which is for data of your own, got x. Name a folder, a table or an array.',
    );
  });
});

describe('nearfar datasets --clear', () => {
  it('removes decoded images, says how many, and takes nothing else', async () => {
    const env = { XDG_CACHE_HOME: temporaryFolder() };
    const set = join(env.XDG_CACHE_HOME, 'nearfar/ingested/0123');
    writeFiles(set, { rows: new Uint8Array(2e6), journal: '' });
    const done = await nearfar(['datasets', '--clear'], { env });
    expect([done.code, done.stdout]).toEqual([0, 'Removed the decoded images of 1 data set, 2.0 MB.\n']);
    expect(existsSync(set)).toBe(false);
    expect(lastJson(await nearfar(['datasets', '--clear', '--json'], { env }))).toEqual({ sets: 0, bytes: 0 });
    const { code, stderr } = await nearfar(['datasets', 'glyphs', '--clear'], { env });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(
        '--clear: expected nothing else, since it removes the decoded images of all data of your own, got glyphs. Leave it out.',
      ),
    ]);
  });
});
