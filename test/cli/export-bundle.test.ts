import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Exported, openRun, type RunResult, retrieval } from '../../src/index.ts';
import { JITI, lastJson } from '../support/cli.ts';
import { photosPlace, QUICK } from '../support/exported-photos.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const { root, run, train } = photosPlace();
let result: RunResult;

beforeAll(async () => {
  result = await train();
});

describe('nearfar export RUN --format bundle', () => {
  it('writes a folder that is a run of its own, with a model card', async () => {
    await run('export', 'a', '--format', 'bundle', '--out', 'bundle');
    expect(readdirSync(join(root, 'bundle')).sort()).toEqual([
      'README.md',
      'config.json',
      'metrics.json',
      'model.onnx',
      'scorer.onnx',
    ]);
    const [one, two] = [await openRun(join(root, 'a')), await openRun(join(root, 'bundle'))];
    const { samples } = await one.read(join(root, 'photos/c0'));
    expect(await two.distance(samples, samples)).toEqual(await one.distance(samples, samples));
    expect(two.thresholds).toEqual(one.thresholds);
    const verified = await run('verify', 'bundle', 'photos/c0/0.png', 'photos/c0/1.png');
    expect(verified.code).toBe(0);
  });

  it('has a card whose front matter and tables have the numbers of metrics.json', async () => {
    const [, front, body] = readFileSync(join(root, 'bundle/README.md'), 'utf8').split(/^---$/m);
    const card = parse(front!) as { 'model-index': { results: { metrics: { type: string; value: number }[] }[] }[] };
    const { metrics } = card['model-index'][0]!.results[0]!;
    expect(metrics.find(({ type }) => type === 'ROC-AUC')!.value).toBe(result.metrics.rocAuc);
    expect(body).toContain(`| ROC-AUC | ${result.metrics.rocAuc.toFixed(4)} |`);
    expect(body).toContain(`| eer | ${result.metrics.thresholds!.eer!.toFixed(4)} |`);
    expect(body).toContain('(embedding,) = session.run(["embedding"], {"input": samples})');
  });

  it('has no index where the distance is learned, and tells which runtimes ran it', async () => {
    const out = await run('export', 'a', '--format', 'bundle', '--out', 'checked', '--json');
    const { checks } = lastJson<Exported>(out);
    expect(checks!.map(({ runtime }) => runtime)).toEqual(['onnxruntime-web', expect.stringMatching(/Python/)]);
    expect(checks![0]!.difference).toBeLessThan(1e-3);
    for (const { difference, skipped } of checks!) expect(difference ?? skipped).toBeDefined();
    expect(out.stderr).toMatch(/onnxruntime-web computes the same \(to \de[+-]\d+\)/);
    const card = readFileSync(join(root, 'checked/README.md'), 'utf8');
    expect(card).toMatch(/in onnxruntime-node, onnxruntime-web.*, with the same results\./);
    expect(existsSync(join(root, 'checked/index'))).toBe(false);
  });

  describe('of a method with an embedding', () => {
    const programs = () =>
      Object.fromEntries(
        Array.from(
          readFileSync(join(root, 'bundled/README.md'), 'utf8').matchAll(/^```(\w+)\n(.*?)^```/gms),
          ([, language, code]) => [language!, code!] as const,
        ),
      );
    /** What a program of the card prints, run in a copy of the bundle's folder that has the packages. */
    const printed = async (file: string, ...command: string[]) => {
      const folder = join(root, 'copy');
      if (!existsSync(folder)) {
        cpSync(join(root, 'bundled'), folder, { recursive: true });
        symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
        mkdirSync(join(folder, 'node_modules'));
        symlinkSync(repository, join(folder, 'node_modules', 'nearfar'), 'junction');
      }
      const language = extname(file).slice(1);
      writeFileSync(
        join(folder, file),
        programs()[language === 'mjs' ? 'js' : language === 'py' ? 'python' : language]!,
      );
      return (await promisify(execFile)(command[0]!, [...command.slice(1), file], { cwd: folder })).stdout;
    };

    beforeAll(async () => {
      await run('train', 'photos', ...QUICK, '--method', 'online-triplet', '--out', 'embeds');
      await run('export', 'embeds', '--format', 'bundle', '--out', 'bundled');
    });

    it('holds an index of the run’s data, of the same model', async () => {
      const index = await retrieval.open(join(root, 'bundled/index'));
      const bundle = await openRun(join(root, 'bundled'));
      expect([index.size, index.dim, index.model]).toEqual([96, 4, bundle.fingerprint]);
      expect(await index.get('c0/0.png')).toEqual({ id: 'c0/0.png', label: 'c0' });
      await bundle.close();
      const found = await run('search', 'bundled/index', 'photos/c1/8.png', '-k', '1', '--run', 'bundled', '--json');
      const { results } = lastJson<{ results: { hits: { distance: number }[] }[] }>(found);
      expect(results[0]!.hits[0]!.distance).toBe(0);
    });

    it('--gallery says what the index holds', async () => {
      await run('export', 'embeds', '--format', 'bundle', '--gallery', 'photos/c3', '--out', 'gallery');
      expect((await retrieval.open(join(root, 'gallery/index'))).size).toBe(8);
      const { stderr } = await run('export', 'embeds', '--format', 'onnx', '--gallery', 'photos', '--out', 'x.onnx');
      expect(stderr).toContain('--gallery: expected --format bundle beside it, got onnx.');
    });

    it('is written without an index, with a warning, where the data are gone', async () => {
      cpSync(join(root, 'photos'), join(root, 'gone'), { recursive: true });
      await run('train', 'gone', ...QUICK, '--method', 'online-triplet', '--out', 'of-gone');
      rmSync(join(root, 'gone'), { recursive: true });
      const { code, stderr } = await run('export', 'of-gone', '--format', 'bundle', '--out', 'poor');
      expect([code, existsSync(join(root, 'poor/README.md')), existsSync(join(root, 'poor/index'))]).toEqual([
        0,
        true,
        false,
      ]);
      expect(stderr).toMatch(
        /The bundle has no index, since the run's data cannot be read \(.*gone: expected .* Check the path\.\) Name samples/,
      );
    });

    it('has a card whose program for Node embeds, compares, verifies and searches', async () => {
      const out = await printed('program.ts', process.execPath, JITI);
      expect(out).toMatch(/Float32Array\(8\)[\s\S]*\[ 2, 4 \]/);
      expect(out).toMatch(/\[ true, true \]/);
      expect(out).toMatch(/ids: \[[\s\S]*distances: \[/);
    });

    it('has a card whose program for a browser runs in onnxruntime-web', async () => {
      expect(await printed('program.mjs', process.execPath)).toContain('[ 2, 4 ]');
    });

    const hasPython = spawnSync('python3', ['-c', 'import onnxruntime']).status === 0;
    it.runIf(hasPython)('has a card whose program for Python runs', async () => {
      expect(await printed('program.py', 'python3')).toBe('(2, 4)\n');
    });
  });

  it('leaves a folder that holds something as it was', async () => {
    mkdirSync(join(root, 'taken'));
    writeFileSync(join(root, 'taken/notes.txt'), '');
    const { code, stderr } = await run('export', 'a', '--format', 'bundle', '--out', 'taken');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--out: expected a folder that is empty or not there yet, got "taken".'),
    ]);
    expect(readdirSync(join(root, 'taken'))).toEqual(['notes.txt']);
    expect(readdirSync(root).filter(name => name.startsWith('.'))).toEqual([]);
  });
});
