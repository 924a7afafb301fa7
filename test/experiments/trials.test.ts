import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { runTrials, type Trial } from '../../src/experiments/trials.ts';
import { temporaryFolder } from '../support/cli.ts';

it('runTrials(trials, folder) runs a trial that is listed twice once', async () => {
  const dataset = glyphs({ classes: { train: 6, validation: 4, test: 4 }, perClass: 8, size: 8 });
  const options = {
    dataset,
    network: 'mlp',
    method: 'siamese',
    batchSize: 8,
    epochs: 1,
    threads: 1,
    plots: false,
  } as const;
  const trial = (dim: number): Trial => ({ name: `dim=${dim}`, options: { ...options, dim }, values: { dim } });
  const folder = temporaryFolder();
  const begun: string[] = [];
  const outcomes = await runTrials(
    [trial(2), trial(2), trial(3), trial(2)],
    folder,
    {
      onTrial: ({ name }, place, count, state) => begun.push(`${name} ${place}/${count} ${state}`),
    },
    2,
  );
  expect(begun).toEqual(['dim=2 1/2 new', 'dim=3 2/2 new']);
  expect(outcomes.map(({ trial: { name } }) => name)).toEqual(['dim=2', 'dim=3']);
  expect(readdirSync(folder).sort()).toEqual(['dim=2', 'dim=3']);
});
