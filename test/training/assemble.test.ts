import { describe, expect, it } from 'vitest';
import { add, sum } from '../../src/graph/index.ts';
import { zeros } from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { methodOf, optimizerOf } from '../../src/training/assemble.ts';
import { parseConfig } from '../../src/training/config.ts';
import { buildStep, StepRunner } from '../../src/training/step.ts';
import type { TrainOptions } from '../../src/training/train-options.ts';

/** How far one step moves a weight of the network and one of the loss, both with slope 1. */
async function moved(options: TrainOptions): Promise<{ network: number; loss: number }> {
  const config = parseConfig({ optimizer: 'sgd', schedule: 'constant', lr: 0.01, ...options });
  const step = buildStep(
    scope => {
      const network = scope.child('encoder').parameter('w', [1], zeros);
      const own = scope.child('loss').parameter('w', [1], zeros);
      return { loss: sum(add(network, own)) };
    },
    optimizerOf(config, 10),
  );
  const runner = await StepRunner.open(step, new Random(0));
  await runner.run(new Random(0));
  const { 'encoder.w': network, 'loss.w': loss } = runner.values;
  await runner.release();
  return { network: network!.data[0]!, loss: loss!.data[0]! };
}

describe('optimizerOf(config, steps)', () => {
  it('moves network and loss alike, unless the loss has a learning rate of its own', async () => {
    expect(await moved({})).toEqual({ network: Math.fround(-0.01), loss: Math.fround(-0.01) });
    const apart = await moved({ lossLr: 0.5 });
    expect(apart.network).toBeCloseTo(-0.01, 7);
    expect(apart.loss).toBeCloseTo(-0.5, 6);
  });

  it('lets the rate rise over the steps of the warm-up', async () => {
    expect((await moved({ warmUp: 4 })).network).toBeCloseTo(-0.01 / 4, 8);
    expect((await moved({ warmUp: 4, schedule: 'cosine' })).network).toBeCloseTo(-0.01 / 4, 8);
    expect((await moved({ warmUp: 1, schedule: 'one-cycle' })).network).toBeCloseTo(-0.01, 8);
    expect((await moved({ warmUp: 9, schedule: 'one-cycle' })).network).toBeCloseTo(-0.01 / 25, 8);
    await expect(moved({ warmUp: 10 })).rejects.toThrow(
      '--warm-up: expected fewer than the 10 steps of the run, got 10.',
    );
  });

  it('clips long gradients', async () => {
    const { network } = await moved({ clipNorm: 0.1 });
    expect(network).toBeCloseTo((-0.01 * 0.1) / Math.SQRT2, 6);
  });
});

describe('methodOf(config)', () => {
  const of = (options: TrainOptions) => methodOf(parseConfig(options));

  it('gives the distance, with its options, to the loss and the miner', () => {
    const cosine = of({ loss: 'contrastive', miner: 'pair-margin', distance: 'cosine' }).options;
    expect(cosine).toMatchObject({ lossOptions: { distance: 'cosine' }, minerOptions: { distance: 'cosine' } });
    expect(of({ loss: 'contrastive', distance: 'lp', distanceOptions: { p: 1 } }).encoder).toBeDefined();
    expect(() => of({ loss: 'contrastive', distance: 'lp', distanceOptions: { p: 0.5 } })).toThrow(
      'distance lp: expected p: a number of at least 1, got 0.5.',
    );
    expect(() => of({ loss: 'contrastive', distance: 'lp', distanceOptions: { q: 1 } })).toThrow(
      'distance lp: expected an option out of p, power, normalize, got "q".',
    );
  });

  it('refuses options for what is not named', () => {
    expect(() => of({ lossOptions: { margin: 1 } })).toThrow(
      'train: expected a loss by name, got options for one. Name one with --loss.',
    );
    expect(() => of({ minerOptions: { margin: 1 } })).toThrow('train: expected a miner by name, got options for one.');
    expect(() => of({ loss: 'contrastive', distanceOptions: { p: 1 } })).toThrow(
      'train: expected a distance by name, got options for one. Name one with --distance.',
    );
    expect(() => of({ distance: 'cosine' })).toThrow('train: expected a loss by name, got distance "cosine".');
  });
});
