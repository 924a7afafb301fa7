import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { mahalanobisDistance } from '../../src/distances/index.ts';
import * as g from '../../src/graph/index.ts';
import { type Loss, multiSimilarityLoss } from '../../src/losses/index.ts';
import * as miners from '../../src/miners/index.ts';
import { normal } from '../../src/nn/index.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { train } from '../../src/runs/train.ts';
import { decodeCheckpoint } from '../../src/training/checkpoint.ts';
import type { TrainEvent } from '../../src/training/events.ts';
import { temporaryFolder } from '../support/cli.ts';

const data = glyphs({ classes: { train: 20, validation: 5, test: 10 }, perClass: 30 });
const options = { dataset: data, network: 'mlp', dim: 8, epochs: 4, threads: 1, plots: false };

/** The loss of CONTRIBUTING.md, with a learned weight. */
const centreLoss = ({ margin = 0.1, numClasses }: { margin?: number; numClasses: number }): Loss => ({
  name: 'centre',
  options: { margin, numClasses },
  compute({ embeddings, labels }, scope) {
    const centres = scope.parameter('centres', [numClasses, embeddings.shape[1]!], normal(1)); // [C, D]
    const d = g.l2Norm(g.sub(embeddings, g.gather(centres, labels))); // [B]
    return g.mean(g.relu(g.sub(d, margin)));
  },
});

it('train({ loss }) takes a loss of one’s own; its weights are trained and go into the checkpoint', async () => {
  const out = join(temporaryFolder(), 'run');
  const { method, metrics } = await train({ ...options, loss: centreLoss({ numClasses: 20 }), out });
  expect(method).toBe('online');
  expect(metrics.rocAuc).toBeGreaterThan(0.7);
  const { values } = decodeCheckpoint(readFileSync(join(out, 'checkpoint/latest.safetensors')), out);
  expect(values['loss.centres']!.shape).toEqual([20, 8]);
  expect(Object.keys(values).filter(name => name.endsWith('loss.centres.m'))).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({
    loss: 'centre',
    dataset: 'glyphs',
  });
});

it('train({ loss }) resumes with the loss given again, and refuses another', async () => {
  const out = join(temporaryFolder(), 'run');
  const loss = centreLoss({ numClasses: 20 });
  await train({ ...options, loss, out });
  await train({ ...options, loss, out, resume: true });
  const other = { ...loss, name: 'other' };
  await expect(train({ ...options, loss: other, out, resume: true })).rejects.toThrow(
    '--resume: expected the run\'s own loss, "centre", got "other".',
  );
});

it('train({ loss, miner, distance: "mahalanobis" }) mines by the matrix that the loss learns, and leaves a model that has it', async () => {
  const dim = 6;
  const learned = { ...options, dim, loss: 'multi-similarity', miner: 'multi-similarity', epochs: 2 };
  const { runDir } = await train({ ...learned, distance: 'mahalanobis', out: join(temporaryFolder(), 'run') });
  const { values } = decodeCheckpoint(readFileSync(join(runDir, 'checkpoint/latest.safetensors')), runDir);
  const matrix = values['loss.mahalanobis']!;
  expect(matrix.shape).toEqual([dim, dim]);
  const identity = Array.from({ length: dim ** 2 }, (_, i) => Number(i % (dim + 1) === 0));
  expect(identity.some((x, i) => Math.abs(x - matrix.data[i]!) > 1e-3)).toBe(true);
  const narrow = multiSimilarityLoss({ distance: mahalanobisDistance({ rank: 2 }) });
  const run = await openRun((await train({ ...learned, loss: narrow, out: join(temporaryFolder(), 'run') })).runDir);
  expect((await run.embed(data.test!.samples)).shape).toEqual([data.test!.labels.length, 2]);
  await run.close();
  await expect(
    train({
      ...learned,
      miner: miners.multiSimilarityMiner({ distance: mahalanobisDistance() }),
      out: join(temporaryFolder(), 'x'),
    }),
  ).rejects.toThrow('method online: expected a loss with the learned distance of its miner');
});

it('train({ augment: { classJitter } }) warns where a method learns something of each class', async () => {
  const told = async (given: Parameters<typeof train>[0]) => {
    const warnings: string[] = [];
    const onEvent = (event: TrainEvent) => event.type === 'warning' && warnings.push(event.text);
    const augment = { classJitter: { rotation: 10 } };
    await train({ ...options, epochs: 1, augment, ...given, out: join(temporaryFolder(), 'run') }, { onEvent });
    return warnings;
  };
  expect(await told({ method: 'siamese', batchSize: 50 })).toEqual([]);
  const text = 'augment.classJitter makes other classes in every batch, but online learns something of each class.';
  expect(await told({ loss: 'arc-face' })).toEqual([`${text} Leave it out, or use jitter alone.`]);
  expect(await told({ method: 'classification' })).toHaveLength(1);
});

it('train({ loss: "self-supervised" }) warns where all views of a sample are the same', async () => {
  const warnings: string[] = [];
  const onEvent = (event: TrainEvent) => event.type === 'warning' && warnings.push(event.text);
  const views = { ...options, epochs: 1, loss: 'self-supervised', batchSize: 100 };
  const jitter = { rotation: 10 };
  await train({ ...views, augment: { jitter }, out: join(temporaryFolder(), 'run') }, { onEvent });
  expect(warnings).toEqual([]);
  await train({ ...views, out: join(temporaryFolder(), 'run') }, { onEvent });
  expect(warnings).toEqual([
    'All 2 views of a sample are the same, so that there is nothing to learn from them. Set --augment jitter, or augment in a config file.',
  ]);
});
