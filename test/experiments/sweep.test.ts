import { expect, it } from 'vitest';
import { addAxis } from '../../src/cli/axes.ts';
import { glyphs } from '../../src/data/glyphs.ts';
import { sweep } from '../../src/experiments/sweep.ts';
import { commonTitle } from '../../src/experiments/varied.ts';
import { temporaryFolder } from '../support/cli.ts';

const dataset = glyphs({ classes: { train: 6, validation: 5, test: 5 }, perClass: 6 });
const quick = { dataset, network: 'mlp', dim: 4, epochs: 1, threads: 1, plots: false };

it('sweep({ vary }) finds an option with the run, its method, loss, miner or distance', async () => {
  const options = { ...quick, loss: 'nt-xent', miner: 'multi-similarity', distance: 'lp' };
  const vary = { temperature: [0.1], epsilon: [0.2, 0.3], samplesPerClass: [3], lr: [0.001], p: [1] };
  const { outcomes } = await sweep({ ...options, vary, out: temporaryFolder() });
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

it('sweep({ vary }) refuses an option that none of them has', async () => {
  await expect(
    sweep({ ...quick, loss: 'contrastive', vary: { temprature: [1] }, out: temporaryFolder() }),
  ).rejects.toThrow('--vary: expected an option out of');
  expect(() => addAxis('dim=4', addAxis('dim=2'))).toThrow(
    'sweep: expected each option once, got --vary dim twice. Put all its values behind one, like dim=2,4.',
  );
  await expect(sweep({ ...quick, vary: {}, out: temporaryFolder() })).rejects.toThrow(
    'sweep: expected at least one option to vary, got none. Add --vary dim=2,4,8.',
  );
});

it('commonTitle(varied, run) names what all runs of a sweep are', () => {
  const run = { method: 'siamese', dataset: 'mnist' };
  expect(commonTitle(['dim'], run)).toBe('siamese on mnist');
  expect(commonTitle(['method'], run)).toBe('methods on mnist');
  expect(commonTitle(['dataset', 'loss'], run)).toBe('methods on data sets');
});
