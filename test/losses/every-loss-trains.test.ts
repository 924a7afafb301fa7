import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import * as evaluation from '../../src/evaluation/index.ts';
import * as losses from '../../src/losses/index.ts';
import { train } from '../../src/training/train.ts';
import { temporaryFolder } from '../support/cli.ts';

/** Twenty characters to train on, others to judge on: the small form of `npm run bench:losses`. */
const dataset = glyphs({ classes: { train: 20, validation: 2, test: 30 }, perClass: 40 });
const options = { dataset, network: 'mlp', dim: 32, epochs: 12, batchSize: 100, threads: 2, plots: false };

/** Losses that need more time, their margins being hard to meet at first: epochs. */
const slow: Readonly<Record<string, number>> = { 'large-margin-softmax': 36, 'sphere-face': 36 };

/** Losses that are not for training alone on batches of labelled samples, and why. */
const notAlone: Readonly<Record<string, string>> = {
  instance:
    'a sample’s likeness to itself fills the upper sum too, so that alone it spreads samples more than it gathers them',
  'intra-pair-variance': 'it only evens out similarities and goes with another loss, as its paper has it',
  'self-supervised': 'it needs batches of several views of each sample',
};

const oneShot = async (given: Parameters<typeof train>[0]): Promise<number> => {
  const { metrics } = await train({ ...options, ...given, out: join(temporaryFolder(), 'run') });
  return metrics.fewShot!.accuracy;
};

describe('5-way 1-shot on characters never seen, by a network trained with the loss', () => {
  let least = 0;

  beforeAll(async () => {
    const { samples, labels } = dataset.test;
    const [n = 0] = samples.shape;
    const pixels = { data: Float32Array.from(samples.data), shape: [n, samples.data.length / n] };
    const raw = await evaluation.fewShot({ embeddings: pixels, labels, ways: 5, shots: 1 });
    const untrained = await oneShot({ method: 'classification', epochs: 1, lr: 1e-12, schedule: 'constant' });
    least = Math.max(raw.accuracy, untrained);
  });

  it.each(
    losses.names.filter(name => !(name in notAlone)).map(name => [name]),
  )('%s beats raw pixels and the untrained network', async loss => {
    const epochs = slow[loss] ?? options.epochs;
    expect(await oneShot({ loss, epochs, methodOptions: { samplesPerClass: 5 } })).toBeGreaterThan(least);
  });

  it('speaks of losses that exist', () => {
    for (const name of [...Object.keys(slow), ...Object.keys(notAlone)]) expect(losses.names).toContain(name);
  });
});
