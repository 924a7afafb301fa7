import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import * as evaluation from '../../src/evaluation/index.ts';
import * as losses from '../../src/losses/index.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';

type Options = Parameters<typeof train>[0];

/** Twenty characters to train on, others to judge on: the small form of `npm run bench:losses`. */
const dataset = glyphs({ classes: { train: 20, validation: 2, test: 30 }, perClass: 40 });
const options: Options = { dataset, network: 'mlp', dim: 32, epochs: 12, batchSize: 100, threads: 2, plots: false };

/** What some losses need that the others do without. */
const needs: Readonly<Record<string, Options>> = {
  'self-supervised': { augment: { jitter: { rotation: 15, shear: 0.2, scale: 0.2, shift: 0.1 } } }, // views that differ
  // They gather a class less than they spread samples, and tell characters apart only as far as the network can.
  instance: { network: 'embedding-net' },
  'intra-pair-variance': { network: 'embedding-net' },
};

const oneShot = async (given: Options): Promise<number> => {
  const { metrics } = await train({ ...options, ...given, out: join(temporaryFolder(), 'run') });
  return metrics.fewShot!.accuracy;
};

describe('5-way 1-shot on characters never seen, by a network trained with the loss', () => {
  let raw = 0;
  const untrained: Record<string, number> = {};

  beforeAll(async () => {
    const { samples, labels } = dataset.test;
    const [n = 0] = samples.shape;
    const pixels = { data: Float32Array.from(samples.data), shape: [n, samples.data.length / n] };
    raw = (await evaluation.fewShot({ embeddings: pixels, labels, ways: 5, shots: 1 })).accuracy;
    for (const network of ['mlp', 'embedding-net']) {
      const still = { method: 'classification', epochs: 1, lr: 1e-12, schedule: 'constant' } as const;
      untrained[network] = await oneShot({ ...still, network });
    }
  });

  it.each(losses.names)('%s beats raw pixels and the untrained network', async loss => {
    const given = { loss, methodOptions: { samplesPerClass: 5 }, ...needs[loss] };
    const least = Math.max(raw, untrained[(given.network as string | undefined) ?? 'mlp']!);
    expect(await oneShot(given)).toBeGreaterThan(least);
  });

  it('speaks of losses that exist', () => {
    for (const name of Object.keys(needs)) expect(losses.names).toContain(name);
  });
});
