import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import * as losses from '../../src/losses/index.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { RunFolder } from '../../src/runs/run-folder.ts';
import { train } from '../../src/runs/train.ts';
import type { TrainOptions } from '../../src/training/train-options.ts';
import { temporaryFolder } from '../support/cli.ts';

const dim = 4;
const dataset = glyphs({ classes: { train: 10, validation: 4, test: 4 }, perClass: 12, size: 8 });
const options: TrainOptions = { dataset, network: 'mlp', dim, batchSize: 40, threads: 1, plots: false };

/** Trains with a loss, and gives the metrics of each step and the embeddings of unseen samples. */
async function trained(given: TrainOptions) {
  const methodOptions = { samplesPerClass: 4, ...given.methodOptions };
  const { runDir } = await train({
    ...options,
    epochs: 10,
    ...given,
    methodOptions,
    out: join(temporaryFolder(), 'run'),
  });
  const run = await openRun(runDir);
  const { data } = await run.embed(dataset.train.samples);
  await run.close();
  const steps = RunFolder.open(runDir).history.flatMap(line => (line.kind === 'step' ? [line.metrics] : []));
  return { steps, embeddings: data };
}

describe('train with a loss that a common shift or length of all embeddings lowers', () => {
  it.each([
    'cross-batch-memory',
    'manifold',
  ])('%s: the embeddings stay around the origin, as far from it', async loss => {
    const { steps } = await trained({ loss, lr: 0.02 });
    for (const { variance, spread } of steps) {
      expect(variance).toBeGreaterThan(0.5 * dim);
      expect(variance).toBeLessThanOrEqual(dim + 1e-3);
      expect(spread).toBeCloseTo(1, 3);
    }
  });

  it('keeps the statistics of training for the encoder, which so gives what was trained', async () => {
    const { embeddings } = await trained({ loss: { ...losses.contrastiveLoss(), batchNorm: true } });
    const n = embeddings.length / dim;
    const squares = embeddings.reduce((sum, v) => sum + v * v, 0) / n;
    expect(squares).toBeCloseTo(1, 4); // of length 1, as the loss's distance compares them
    for (let k = 0; k < dim; k++) {
      const mean = embeddings.reduce((sum, v, i) => sum + (i % dim === k ? v : 0), 0) / n;
      expect(Math.abs(mean)).toBeLessThan(0.3);
    }
  });

  it('methodOptions.batchNorm says otherwise, for a loss that needs it and for one that does not', async () => {
    const without = await trained({ loss: 'manifold', methodOptions: { batchNorm: false }, epochs: 1 });
    expect(without.steps[0]!['variance']).toBeLessThan(0.5);
    const withIt = await trained({ loss: 'contrastive', methodOptions: { batchNorm: true }, epochs: 1 });
    expect(withIt.steps[0]!['variance']).toBeGreaterThan(0.5 * dim);
  });

  it('losses over others need it where one of these does', () => {
    const memory = losses.crossBatchMemory();
    expect(losses.contrastiveLoss().batchNorm).toBeUndefined();
    expect(losses.matryoshkaLoss({ loss: memory }).batchNorm).toBe(true);
    expect(losses.multipleLosses({ losses: [losses.contrastiveLoss(), memory] }).batchNorm).toBe(true);
  });
});
