import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addTrainFlags, optionsOf } from '../../src/cli/train-flags.ts';
import { temporaryFolder } from '../support/cli.ts';

const parsed = (...args: string[]): Command => addTrainFlags(new Command()).parse(args, { from: 'user' });

it('optionsOf(command, config) has the config’s options, and over them the flags that were given', async () => {
  const config = join(temporaryFolder(), 'c.json');
  writeFileSync(config, JSON.stringify({ plots: false, dim: 4, loss: 'nt-xent' }));
  expect(await optionsOf(parsed(), config)).toEqual({ plots: false, dim: 4, loss: 'nt-xent' });
  expect(await optionsOf(parsed('--dim', '2', '--loss-option', 'temperature=0.1'), config)).toEqual({
    plots: false,
    dim: 2,
    loss: 'nt-xent',
    lossOptions: { temperature: 0.1 },
  });
});

it('optionsOf(command) has no option whose flag was not given', async () => {
  expect(await optionsOf(parsed(), undefined)).toEqual({});
  expect(await optionsOf(parsed('--no-plots', '--unseen-classes', '7, 8'), undefined)).toEqual({
    plots: false,
    unseenClasses: ['7', '8'],
  });
});
