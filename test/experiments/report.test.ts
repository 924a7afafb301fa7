import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { glyphs } from '../../src/data/glyphs.ts';
import { report } from '../../src/experiments/report.ts';
import { sweep } from '../../src/experiments/sweep.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';

const { train: samples, validation, test } = glyphs({ classes: { train: 6, validation: 5, test: 12 }, perClass: 4 });
const named = (part: Dataset): Dataset => ({ ...part, name: 'own' });
const dataset = { train: named(samples), validation: named(validation!), test: named(test) };
const quick = { dataset, method: 'siamese', network: 'mlp', dim: 4, epochs: 1, batchSize: 12, threads: 1 };

const text = (...path: string[]) => readFileSync(join(...path), 'utf8');

/** Everything that training and evaluation leave, which a report must not touch. */
const trained = (run: string) =>
  ['model.onnx', 'metrics.json', 'history.jsonl', 'config.json', 'checkpoint/latest.safetensors'].map(name =>
    readFileSync(join(run, name), 'base64'),
  );

it('report(run, { projection }) draws a finished run again, without training', async () => {
  const run = join(temporaryFolder(), 'run');
  await train({ ...quick, out: run });
  const before = trained(run);
  expect(text(run, 'plots', 'embeddings.svg')).toContain('UMAP 1'); // twelve classes
  const pictures = readdirSync(join(run, 'plots'));
  rmSync(join(run, 'plots'), { recursive: true });
  rmSync(join(run, 'latent-space.gif'));
  expect(await report(run, { projection: 'pca', dataset })).toBe(join(run, 'report.html'));
  expect(text(run, 'plots', 'embeddings.svg')).toContain('The first two principal components of 4 dimensions');
  expect(readdirSync(join(run, 'plots'))).toEqual(pictures);
  expect(existsSync(join(run, 'latent-space.gif'))).toBe(true);
  expect(trained(run)).toEqual(before);
});

it('report(path) says what is wrong with its input', async () => {
  const run = join(temporaryFolder(), 'run');
  await train({ ...quick, plots: false, out: run });
  await expect(report(run)).rejects.toThrow(
    `report: expected a run on a data set of the library, got one on "own". Hand its data set over in code: report(path, { dataset }).`,
  );
  await expect(report(run, { projection: 'tsne' as never, dataset })).rejects.toThrow(
    'report: expected projection: auto, pca, umap, got "tsne".',
  );
  rmSync(join(run, 'metrics.json'));
  await expect(report(run, { dataset })).rejects.toThrow('expected a finished run, got one without metrics.json.');
  await expect(report(join(run, 'nothing'))).rejects.toThrow('expected the folder of a run');
});

it('sweep({ vary }) makes what is missing of a run that was killed while drawing, without training; report(sweep) draws all again', async () => {
  const out = join(temporaryFolder(), 'sweep');
  const vary = { dim: [3, 4] };
  const { outcomes } = await sweep({ ...quick, vary, out });
  const [killed, whole] = [join(out, 'dim=3'), join(out, 'dim=4')];
  const before = trained(killed);
  rmSync(join(killed, 'report.html'));
  rmSync(join(killed, 'plots'), { recursive: true });
  const untouched = statSync(join(whole, 'report.html')).mtimeMs;
  const states: string[] = [];
  let steps = 0;
  const again = await sweep(
    { ...quick, vary, out },
    {
      onTrial: (_, __, ___, state) => states.push(state),
      onEvent: event => {
        steps += Number(event.type === 'step');
      },
    },
  );
  expect(states).toEqual(['resumed', 'reused']);
  expect(steps).toBe(0);
  expect(existsSync(join(killed, 'report.html'))).toBe(true);
  expect(statSync(join(whole, 'report.html')).mtimeMs).toBe(untouched);
  expect(again.rows).toEqual(outcomes.map(outcome => 'result' in outcome && outcome.result));
  expect(trained(killed).slice(0, 3)).toEqual(before.slice(0, 3));

  const rows = text(out, 'sweep.csv');
  rmSync(join(out, 'report.html'));
  rmSync(join(out, 'plots'), { recursive: true });
  await report(out, { projection: 'pca', dataset });
  expect(existsSync(join(out, 'plots', 'sweep.png'))).toBe(true);
  expect(text(out, 'report.html')).toContain('siamese on own, by dim');
  expect(text(out, 'sweep.csv')).toBe(rows);
  expect(text(whole, 'plots', 'embeddings.svg')).toContain('principal components');
});

it('sweep({ vary: { seed } }) gives means over seeds with standard deviations, and names the best by its mean', async () => {
  const out = join(temporaryFolder(), 'sweep');
  const { best } = await sweep({ ...quick, plots: false, vary: { dim: [3, 4], seed: [0, 1] }, out });
  expect(best!.name).toMatch(/^dim=[34]$/);
  expect(best!.runs.map(({ trial }) => trial.values!['seed'])).toEqual([0, 1]);
  const values = best!.runs.map(({ result }) => result.metrics.mapAtR!);
  expect(best!.test.mean).toBeCloseTo((values[0]! + values[1]!) / 2, 12);
  expect(best!.test.deviation!).toBeCloseTo(Math.abs(values[0]! - values[1]!) / Math.SQRT2, 12);
  expect(text(out, 'plots', 'sweep.svg')).toContain('means of 2 seeds and their standard deviations');
  expect(text(out, 'report.html')).toContain('siamese on own, by dim, over 2 seeds');
  expect(text(out, 'report.html')).toContain('Means over seeds');
});

it('sweep({ vary: { seed } }) calls no seed the best', async () => {
  const out = join(temporaryFolder(), 'sweep');
  const { best } = await sweep({ ...quick, plots: false, vary: { seed: [0, 1, 2] }, out });
  expect(best).toBeUndefined();
  expect(text(out, 'plots', 'sweep.svg')).toContain('MAP@R of 3 seeds');
  expect(text(out, 'report.html')).toContain('siamese on own, over 3 seeds');
});
