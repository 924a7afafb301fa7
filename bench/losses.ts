import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { datasets, evaluation, losses, train } from 'nearfar';

/**
 * Every loss of the library with its defaults, on the same data: 20 drawn characters, 200 samples each and moved at random,
 * 10 epochs of the reference network in 32 dimensions; judged by 5-way 1-shot on 50 characters never seen, beside raw
 * pixels and the network before training. Twenty classes are soon learned by heart: without the jitter, or with twice the
 * epochs, losses that pull classes to points tell new ones apart no better than the untrained network does. `--only` names losses.
 */
const dataset = datasets.glyphs({ classes: { train: 20, validation: 10, test: 50 }, perClass: 200 });
const { values: flags } = parseArgs({ options: { only: { type: 'string', default: losses.names.join(',') } } });

/** What losses get that look at one pair a class only: two samples of each. */
const BATCHES: Readonly<Record<string, Parameters<typeof train>[0]>> = {
  'n-pairs': { batchSize: 40, methodOptions: { samplesPerClass: 2 } },
};

const folder = mkdtempSync(join(tmpdir(), 'nearfar-losses-'));

async function fewShotOf(
  options: Parameters<typeof train>[0],
  name: string,
): Promise<{ accuracy: number; seconds: number }> {
  const { metrics, trainSeconds } = await train({
    dataset,
    dim: 32,
    epochs: 10,
    augment: { jitter: { rotation: 15, shear: 0.2, scale: 0.2, shift: 0.1 } },
    plots: false,
    threads: 2,
    ...options,
    out: join(folder, name),
  });
  return { accuracy: metrics.fewShot!.accuracy, seconds: trainSeconds };
}

const row = (name: string, accuracy: number, seconds?: number) =>
  console.log(
    `${name.padEnd(36)} ${accuracy.toFixed(4)}${seconds === undefined ? '' : `  ${seconds.toFixed(1).padStart(6)} s`}`,
  );

const { samples, labels } = dataset.test;
const [n = 0] = samples.shape;
const pixels = { data: Float32Array.from(samples.data), shape: [n, samples.data.length / n] };
row('raw pixels', (await evaluation.fewShot({ embeddings: pixels, labels, ways: 5, shots: 1 })).accuracy);
const untrained = { method: 'classification', epochs: 1, lr: 1e-12, schedule: 'constant' } as const;
row('untrained network', (await fewShotOf(untrained, 'untrained')).accuracy);
for (const loss of flags.only.split(',')) {
  const { accuracy, seconds } = await fewShotOf({ loss, ...BATCHES[loss] }, loss);
  row(loss, accuracy, seconds);
}
