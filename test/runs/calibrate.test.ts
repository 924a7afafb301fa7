import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readOnnx } from '../../src/graph/onnx/import.ts';
import type { RunResult } from '../../src/index.ts';
import { calibrate } from '../../src/runs/calibrate.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder, writeFiles } from '../support/own-data.ts';

const root = temporaryFolder();
const photos = join(root, 'photos');
const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots', '--json'];
const trained = async (out: string, ...options: string[]): Promise<RunResult> =>
  lastJson(await nearfar(['train', 'photos', ...QUICK, ...options, '--out', out], { cwd: root }));
const stored = (runDir: string) => JSON.parse(readFileSync(join(runDir, 'metrics.json'), 'utf8')) as RunResult;

/** All pairs of the first images of six classes, as a table: a class of four images, so that both kinds are there. */
function pairsTable(): string {
  const paths = Array.from({ length: 6 }, (_, c) =>
    Array.from({ length: 4 }, (_, i) => `c${c}/${8 * c + i}.png`),
  ).flat();
  const rows = paths.flatMap((a, i) =>
    paths.slice(i + 1).map(b => `${a},${b},${a.slice(0, 2) === b.slice(0, 2) ? 1 : 0}`),
  );
  return `a,b,same\n${rows.join('\n')}\n`;
}

let result: RunResult;
beforeAll(async () => {
  await characterFolder(photos, 12, 8);
  writeFiles(photos, { 'pairs.csv': pairsTable() });
  result = { ...(await trained('run', '--method', 'siamese')), runDir: join(root, 'run') };
});

describe('calibrate(runDir)', () => {
  it('finds the thresholds of the run again on its validation samples, and leaves metrics.json as it was', async () => {
    const before = stored(result.runDir);
    const found = await calibrate(result.runDir);
    expect(found).toEqual(before.metrics.calibration);
    expect(stored(result.runDir)).toEqual(before);
  });

  it('with { pairs } finds them on a table of images; metrics.json, the model and run.thresholds have these', async () => {
    const found = await calibrate(result.runDir, { pairs: join(photos, 'pairs.csv') });
    expect(found.calibratedOn).toBe(`276 pairs of ${join(photos, 'pairs.csv')}`);
    expect(Object.keys(found.points)).toEqual(['eer', 'accuracy', 'f1', 'far@1e-2']);
    expect(found.match).toEqual(result.metrics.calibration!.match);
    const { metrics } = stored(result.runDir);
    expect(metrics.calibration).toEqual(found);
    expect(metrics.thresholds).toEqual({
      eer: found.points.eer!.threshold,
      accuracy: found.points.accuracy!.threshold,
      f1: found.points.f1!.threshold,
      'far@1e-2': found.points['far@1e-2']!.threshold,
      match: found.match!.threshold,
    });
    const { metadata } = readOnnx(readFileSync(join(result.runDir, 'model.onnx')));
    expect(metadata['nearfar.threshold']).toBe(String(metrics.thresholds!.accuracy));
    expect(metadata['nearfar.method']).toBe('siamese');
    const run = await openRun(result.runDir);
    expect(run.thresholds).toEqual(metrics.thresholds);
    const again = await run.evaluate();
    expect(again.metrics).toEqual(metrics);
    await run.close();
  });

  it('with { pairs, samples } takes ids of samples', async () => {
    const path = join(root, 'ids.csv');
    const { ids } = await (await openRun(result.runDir)).read(photos);
    writeFiles(root, { 'ids.csv': pairsTable().replaceAll(/c\d\/\d+\.png/g, id => join(photos, id)) });
    expect(ids).toContain(join(photos, 'c0/0.png'));
    const found = await calibrate(result.runDir, { pairs: path, samples: photos });
    const byPaths = await calibrate(result.runDir, { pairs: join(photos, 'pairs.csv') });
    expect(found.points).toEqual(byPaths.points);
  });

  it.each<[string, string, string]>([
    [
      'a column that is missing',
      'a,b\nc0/0.png,c0/1.png\n',
      'columns a and b, with a sample each, and same, 1 or 0, got no "same" among a, b.',
    ],
    [
      'an answer that is none',
      'a,b,same\nc0/0.png,c0/1.png,maybe\n',
      'row 2, column "same": expected 1 where both are of one class, else 0, got "maybe".',
    ],
    [
      'an image that is not there',
      'a,b,same\nc0/0.png,c0/1.png,1\nc0/0.png,none.png,0\n',
      'row 3: expected the path of an image, got "none.png" (not there).',
    ],
    [
      'a path that is empty',
      'a,b,same\nc0/0.png,,1\n',
      'row 2, column "b": expected the path or the id of a sample, got none.',
    ],
    [
      'pairs of one kind',
      'a,b,same\nc0/0.png,c0/1.png,1\n',
      'expected pairs of one class and pairs of two, got 1 of one and 0 of two.',
    ],
  ])('refuses a table with %s, and changes nothing', async (_, text, message) => {
    writeFiles(photos, { 'bad.csv': text });
    const before = stored(result.runDir);
    await expect(calibrate(result.runDir, { pairs: join(photos, 'bad.csv') })).rejects.toThrow(message);
    expect(stored(result.runDir)).toEqual(before);
  });

  it('refuses samples without pairs, a file that is no table, and a run without validation samples', async () => {
    await expect(calibrate(result.runDir, { samples: photos })).rejects.toThrow(
      '--samples: expected pairs of these samples, got none. Name a table of pairs with --pairs.',
    );
    await expect(calibrate(result.runDir, { pairs: join(root, 'x.csv') })).rejects.toThrow(
      'x.csv: expected a table of pairs (.csv, .tsv, .jsonl, .ndjson, .parquet), got nothing there.',
    );
    writeFiles(root, { 'unvalidated.json': '{ "validation": 0 }' });
    await trained('bce', '--method', 'siamese-bce', '--config', 'unvalidated.json');
    const runDir = join(root, 'bce');
    await expect(calibrate(runDir)).rejects.toThrow(
      'expected a run with validation samples of two classes, got one without. Name a table of pairs with --pairs.',
    );
    const { points } = await calibrate(runDir, { pairs: join(photos, 'pairs.csv') });
    expect(stored(runDir).metrics.thresholds!.eer).toBe(points.eer!.threshold);
  });
});
