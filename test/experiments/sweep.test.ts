import { expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { commonOf, parseAxis, sweep } from '../../src/experiments/sweep.ts';
import { temporaryFolder } from '../support/cli.ts';

const dataset = glyphs({ classes: { train: 6, validation: 5, test: 5 }, perClass: 6 });
const quick = { dataset, network: 'mlp', dim: 4, epochs: 1, threads: 1, plots: false };

it('sweep(options, axes) finds an option with the run, its method, loss, miner or distance', async () => {
  const options = { ...quick, loss: 'nt-xent', miner: 'multi-similarity', distance: 'lp' };
  const axes = ['temperature=0.1', 'epsilon=0.2,0.3', 'samplesPerClass=3', 'lr=0.001', 'p=1'].map(parseAxis);
  const outcomes = await sweep(options, axes, temporaryFolder());
  expect(outcomes.map(outcome => ('error' in outcome ? outcome.error : outcome.trial.options))).toMatchObject([
    {
      lossOptions: { temperature: 0.1 },
      minerOptions: { epsilon: 0.2 },
      methodOptions: { samplesPerClass: 3 },
      distanceOptions: { p: 1 },
      lr: 0.001,
    },
    { lossOptions: { temperature: 0.1 }, minerOptions: { epsilon: 0.3 } },
  ]);
});

it('sweep(options, axes) refuses an option that none of them has', async () => {
  await expect(
    sweep({ ...quick, loss: 'contrastive' }, [parseAxis('temprature=1')], temporaryFolder()),
  ).rejects.toThrow('--vary: expected an option out of');
  await expect(sweep(quick, ['dim=2', 'dim=4'].map(parseAxis), temporaryFolder())).rejects.toThrow(
    'sweep: expected each option once, got --vary dim twice. Put all its values behind one, like dim=2,4.',
  );
  await expect(sweep(quick, [], temporaryFolder())).rejects.toThrow(
    'sweep: expected at least one option to vary, got none. Add --vary dim=2,4,8.',
  );
});

it('commonOf(axes, run) names what all runs of a sweep are', () => {
  const run = { method: 'siamese', dataset: 'mnist' };
  expect(commonOf([parseAxis('dim=2,4')], run)).toBe('siamese on mnist');
  expect(commonOf([parseAxis('method=siamese,triplet')], run)).toBe('methods on mnist');
  expect(commonOf([parseAxis('dataset=glyphs,mnist'), parseAxis('loss=nca,circle')], run)).toBe('methods on data sets');
});
