import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';

const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1'];

interface Rows {
  rows: { method: string; runDir?: string; error?: string; metrics?: { rocAuc: number } }[];
}

describe('nearfar compare', () => {
  it('runs each method, leaves the table, and runs nothing twice', async () => {
    const out = join(temporaryFolder(), 'compare');
    const args = ['compare', '--methods', 'siamese,two-channel', ...QUICK, '--out', out, '--json'];
    const first = await nearfar(args);
    expect(first.code).toBe(0);
    const { rows } = lastJson<Rows>(first);
    expect(rows.map(({ method }) => method)).toEqual(['siamese', 'two-channel']);
    for (const { metrics } of rows) expect(metrics!.rocAuc).toBeGreaterThan(0.5);
    expect(readFileSync(join(out, 'comparison.md'), 'utf8').split('\n')[2]).toContain('| glyphs | siamese |');
    expect(readFileSync(join(out, 'comparison.csv'), 'utf8').split('\n')).toHaveLength(4);
    expect(existsSync(join(out, 'plots', 'glyphs.png'))).toBe(true);
    const roc = readFileSync(join(out, 'plots', 'glyphs-roc.svg'), 'utf8');
    for (const { metrics } of rows) expect(roc).toContain(`AUC ${metrics!.rocAuc.toFixed(4)}`);

    rmSync(join(out, 'glyphs-two-channel'), { recursive: true });
    const second = await nearfar(args);
    expect(second.stderr).toContain('[1/2] glyphs-siamese (reused)');
    expect(second.stderr).toContain('[2/2] glyphs-two-channel …');
    expect(lastJson<Rows>(second).rows[0]).toEqual(rows[0]);
    expect(lastJson<Rows>(second).rows[1]!.metrics).toEqual(rows[1]!.metrics);
  });

  it('leaves the reason of a run that fails in its row, and goes on', async () => {
    const [out, data] = [join(temporaryFolder(), 'compare'), temporaryFolder()];
    mkdirSync(join(data, 'mnist'));
    writeFileSync(join(data, 'mnist', 'train-images-idx3-ubyte'), 'no images');
    const args = ['--datasets', 'mnist,glyphs', '--methods', 'siamese', '--data-dir', data, '--out', out, '--json'];
    const finished = await nearfar(['compare', ...args, ...QUICK]);
    const { rows } = lastJson<Rows>(finished);
    expect(rows[0]!.error).toContain('train-images-idx3-ubyte');
    expect(rows[1]!.metrics!.rocAuc).toBeGreaterThan(0.5);
    expect(finished.stderr).toContain('failed:');
    expect(finished.code).toBe(0);
  });

  it('fails when no run succeeded, saying why', async () => {
    const out = join(temporaryFolder(), 'compare');
    const finished = await nearfar([
      'compare',
      '--methods',
      'siamese,triplet',
      ...QUICK,
      '--batch-size',
      '100000',
      '--out',
      out,
    ]);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain(
      'compare: expected at least one run to succeed, got none of 2. glyphs-siamese: randomPairs',
    );
    expect(existsSync(join(out, 'comparison.md'))).toBe(true);
  });

  it('refuses unknown methods and data sets before it runs any', async () => {
    const finished = await nearfar(['compare', '--methods', 'siamese,tripplet', '--out', join(temporaryFolder(), 'x')]);
    expect(finished).toMatchObject({ code: 2 });
    expect(finished.stderr).toContain('Did you mean "triplet"?');
  });
});

describe('nearfar sweep', () => {
  it('runs a grid, two at a time, and names the best', async () => {
    const out = join(temporaryFolder(), 'sweep');
    const finished = await nearfar([
      'sweep',
      '--vary',
      'dim=2,8',
      '--vary',
      'margin=0.5,1',
      '--method',
      'siamese',
      ...QUICK,
      '--jobs',
      '2',
      '--out',
      out,
      '--json',
    ]);
    expect(finished.code).toBe(0);
    const { best, rows } = lastJson<Rows & { best: string }>(finished);
    expect(rows).toHaveLength(4);
    expect(best).toMatch(/^dim=8,margin=/);
    expect(existsSync(join(out, 'plots', 'sweep.svg'))).toBe(true);
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).toContain('siamese on glyphs, by dim and margin');
    expect(report).toContain('nearfar sweep --vary dim=2,8 --vary margin=0.5,1 --method siamese --network mlp');
    expect(report).toContain('href="dim%3D8%2Cmargin%3D1/report.html"');
    expect(JSON.parse(readFileSync(join(out, 'dim=2,margin=0.5', 'config.json'), 'utf8'))).toMatchObject({
      dim: 2,
      methodOptions: { margin: 0.5 },
    });
  });

  it('refuses an option that does not exist, offering the nearest', async () => {
    const finished = await nearfar(['sweep', '--vary', 'dimm=2,4', '--out', join(temporaryFolder(), 'x')]);
    expect(finished).toMatchObject({ code: 2 });
    expect(finished.stderr).toContain('--vary: expected an option out of');
    expect(finished.stderr).toContain('Did you mean "dim"?');
  });

  it('refuses an axis without values', async () => {
    const finished = await nearfar(['sweep', '--vary', 'dim', '--out', join(temporaryFolder(), 'x')]);
    expect(finished).toMatchObject({ code: 2 });
    expect(finished.stderr).toContain('--vary: expected an option and its values, like dim=2,4,8, got "dim".');
  });
});

it('a folder that is in the way of a comparison’s run is left alone', async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, 'glyphs-siamese'), 'a file');
  const finished = await nearfar(['compare', '--methods', 'siamese', ...QUICK, '--out', out, '--json']);
  expect(lastJson<Rows>(finished).rows[0]!.runDir).toBe(join(out, 'glyphs-siamese-2'));
  expect(readFileSync(join(out, 'glyphs-siamese'), 'utf8')).toBe('a file');
});
