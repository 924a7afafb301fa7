import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { readOnnx } from '../../src/graph/onnx/import.ts';
import { openRun, type Run } from '../../src/runs/open-run.ts';
import { evaluateBy } from '../../src/runs/protocols.ts';
import type { RunResult } from '../../src/runs/result.ts';
import { RunFolder } from '../../src/runs/run-folder.ts';
import { train } from '../../src/runs/train.ts';
import { sessionOptions } from '../../src/training/assemble.ts';
import { parseConfig } from '../../src/training/config.ts';
import { withModel } from '../../src/training/model.ts';
import { temporaryFolder } from '../support/cli.ts';

const dataset = glyphs({ classes: { train: 10, validation: 5, test: 5 }, perClass: 12, size: 8 });
const tiny = { dataset, network: 'mlp', dim: 4, epochs: 1, threads: 1, plots: false } as const;
const folder = () => join(temporaryFolder(), 'run');

const thresholdIn = (path: string, file: string): string | undefined =>
  readOnnx(readFileSync(join(path, file))).metadata['nearfar.threshold'];

/** Evaluates a run's model on data held in memory. */
const verified = (runDir: string, thresholds: Run['thresholds']) =>
  withModel(RunFolder.open(runDir).model, sessionOptions(parseConfig({ threads: 1 })), model =>
    evaluateBy({
      folder: RunFolder.open(runDir),
      model,
      config: parseConfig(tiny),
      options: { protocol: 'verification' },
      thresholds,
      onEvent: () => {},
    }),
  );

const thresholdsIn = (path: string, file: string): unknown =>
  JSON.parse(readOnnx(readFileSync(join(path, file))).metadata['nearfar.thresholds']!);

describe('the threshold of a run, found on validation pairs', () => {
  let result: RunResult;
  beforeAll(async () => {
    result = await train({ ...tiny, method: 'siamese-bce', batchSize: 40, out: folder() });
  });

  it('stands in metrics.json, in the metadata of the model’s files and in run.thresholds', async () => {
    const { accuracy } = result.metrics.thresholds!;
    expect(accuracy).toBeTypeOf('number');
    expect(Object.keys(result.metrics.thresholds!)).toEqual(['eer', 'accuracy', 'f1', 'far@1e-2']);
    const stored = JSON.parse(readFileSync(join(result.runDir, 'metrics.json'), 'utf8')) as RunResult;
    expect(stored.metrics.thresholds).toEqual(result.metrics.thresholds);
    for (const file of ['model.onnx', 'scorer.onnx']) expect(thresholdIn(result.runDir, file)).toBe(String(accuracy));
    const run = await openRun(result.runDir);
    expect(run.thresholds).toEqual(result.metrics.thresholds);
    await run.close();
  });

  it('comes with the errors to expect and their intervals, in metrics.json and the metadata of the model’s files', () => {
    const { calibration, thresholds } = result.metrics;
    expect(calibration!.calibratedOn).toBe('660 pairs of 60 validation samples');
    for (const [name, { threshold, falseAcceptRate, intervals }] of Object.entries(calibration!.points)) {
      expect(threshold).toBe(thresholds![name as 'eer']);
      expect(intervals.falseAcceptRate[0]).toBeLessThanOrEqual(falseAcceptRate);
      expect(intervals.falseAcceptRate[1]).toBeGreaterThan(falseAcceptRate);
    }
    expect(calibration!.points['far@1e-2']!.falseAcceptRate).toBeLessThanOrEqual(0.01);
    const stored = JSON.parse(readFileSync(join(result.runDir, 'metrics.json'), 'utf8')) as RunResult;
    expect(stored.metrics.calibration).toEqual(calibration);
    for (const file of ['model.onnx', 'scorer.onnx']) expect(thresholdsIn(result.runDir, file)).toEqual(calibration);
  });

  it('is judged on the test pairs at every point by run.evaluate({ protocol: "verification" })', async () => {
    const { points } = (await verified(result.runDir, result.metrics.thresholds!)) as {
      points: Record<string, { threshold: number; accuracy: number }>;
    };
    expect(Object.keys(points)).toEqual(['eer', 'accuracy', 'f1', 'far@1e-2']);
    expect(points['accuracy']!.accuracy).toBe(result.metrics.pairAccuracy);
  });

  it('is what run.evaluate({ protocol: "verification" }) decides by, not one found on the pairs themselves', async () => {
    const { thresholds, pairAccuracy } = result.metrics;
    const metrics = await verified(result.runDir, thresholds!);
    expect(metrics).toMatchObject({ accuracy: pairAccuracy, threshold: thresholds!.accuracy });
    expect(metrics).not.toHaveProperty('bestAccuracy');
    const best = await verified(result.runDir, {});
    expect(metrics['accuracy']).toBeLessThan(best['bestAccuracy'] as number);
  });

  it('is called best on these pairs where there are no validation pairs', async () => {
    const metrics = await verified(result.runDir, {});
    expect(Object.keys(metrics)).toEqual(['rocAuc', 'eer', 'bestAccuracy', 'bestThreshold', 'tarAtFar', 'evaluatedOn']);
  });

  it('is found again by train({ resume }) where the run was killed before it stood there', async () => {
    const file = (name: string) => join(result.runDir, name);
    const before = readFileSync(file('model.onnx'));
    rmSync(file('metrics.json'));
    rmSync(file('model.onnx'));
    const again = await train({ dataset, resume: true, out: result.runDir });
    expect(again.metrics).toEqual(result.metrics);
    expect(readFileSync(file('model.onnx')).equals(before)).toBe(true);
  });
});

it('train(options) with embeddings finds the threshold of match too; evaluate tells its coverage and precision', async () => {
  const { metrics, runDir } = await train({ ...tiny, method: 'siamese', batchSize: 40, out: folder() });
  const { match } = metrics.calibration!;
  expect(metrics.thresholds!.match).toBe(match!.threshold);
  const verification = await verified(runDir, metrics.thresholds!);
  expect(verification['match']).toEqual({
    threshold: match!.threshold,
    coverage: expect.any(Number),
    precision: expect.any(Number),
    falseMatchRate: expect.any(Number),
    accuracy: expect.any(Number),
  });
});

it('train(options) without validation pairs tells no threshold', async () => {
  const { train: learned, test } = dataset;
  const { metrics, runDir } = await train({
    ...tiny,
    dataset: { train: learned, test },
    validation: 0,
    method: 'siamese',
    batchSize: 40,
    out: folder(),
  } as Parameters<typeof train>[0]);
  expect(metrics).not.toHaveProperty('thresholds');
  expect(metrics).not.toHaveProperty('calibration');
  expect(thresholdIn(runDir, 'model.onnx')).toBeUndefined();
});
