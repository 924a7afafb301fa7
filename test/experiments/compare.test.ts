import { expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { compare } from '../../src/experiments/compare.ts';
import { temporaryFolder } from '../support/cli.ts';

const dataset = glyphs({ classes: { train: 6, validation: 5, test: 5 }, perClass: 6 });
const quick = { dataset, network: 'mlp', dim: 4, epochs: 1, threads: 1, plots: false } as const;

it('compare({ dataset, loss }) keeps both, and runs the method that takes the loss', async () => {
  const { outcomes } = await compare({ ...quick, loss: 'nt-xent', out: temporaryFolder() });
  expect(outcomes).toMatchObject([{ trial: { name: 'glyphs-online-nt-xent' }, result: { loss: 'nt-xent' } }]);
  expect(outcomes[0]!.trial.options.dataset).toBe(dataset);
});

it('compare({ methods, loss }) gives the loss to the methods that take one', async () => {
  const methods = ['siamese', 'online'];
  const enough = glyphs({ classes: { train: 6, validation: 5, test: 5 }, perClass: 24 });
  const { outcomes } = await compare({ ...quick, dataset: enough, methods, loss: 'nt-xent', out: temporaryFolder() });
  expect(outcomes.map(({ trial }) => [trial.name, trial.options.loss])).toEqual([
    ['glyphs-siamese', undefined],
    ['glyphs-online-nt-xent', 'nt-xent'],
  ]);
  expect(outcomes.flatMap(outcome => ('error' in outcome ? [outcome.error] : []))).toEqual([]);
});

it('compare({ methods, loss }) refuses a loss that none of the methods takes', async () => {
  await expect(compare({ ...quick, methods: ['siamese', 'vae'], loss: 'nt-xent' })).rejects.toThrow(
    'compare: expected a method that takes a loss, got siamese, vae with nt-xent. Add online to --methods.',
  );
});
