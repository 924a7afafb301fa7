import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { inOurWords } from '../../src/cli/command.ts';
import { compareCommand } from '../../src/cli/commands/compare.ts';
import { embedCommand } from '../../src/cli/commands/embed.ts';
import { evaluateCommand } from '../../src/cli/commands/evaluate.ts';
import { sweepCommand } from '../../src/cli/commands/sweep.ts';
import { trainCommand } from '../../src/cli/commands/train.ts';
import { trainOptions } from '../../src/index.ts';

const commands = () => [trainCommand(), compareCommand(), sweepCommand(), evaluateCommand(), embedCommand()];

const program = (): Command => {
  const all = new Command('nearfar');
  for (const command of commands()) all.addCommand(command);
  for (const command of [all, ...all.commands]) inOurWords(command);
  return all;
};

/** What a command prints before it ends by throwing. */
function helpOf(args: string[]): string {
  let text = '';
  const all = program();
  for (const command of all.commands) command.configureOutput({ writeOut: written => (text += written) });
  expect(() => all.parse(args, { from: 'user' })).toThrow();
  return text;
}

describe('--help', () => {
  it('of train has the options that matter first, and fits a terminal of 80 columns', () => {
    const lines = helpOf(['train', '--help']).split('\n');
    expect(lines.length).toBeLessThan(55);
    expect(lines.filter(line => line.length > 80)).toEqual([]);
    const text = lines.join('\n');
    for (const flag of ['--dataset', '--method', '--loss', '--dim', '--epochs', '--seed', '--out', '--resume'])
      expect(text).toContain(`  ${flag} `);
    expect(text).not.toContain('--clip-norm');
    expect(text.replace(/\s+/g, ' ')).toContain('("nearfar losses" lists them)');
  });

  it.each(['train', 'compare', 'sweep'])('-all of %s has every flag, with the defaults of the schema', name => {
    const text = helpOf([name, '--help-all']);
    const without = name === 'compare' ? ['dataset', 'method'] : [];
    for (const { name, flag } of trainOptions) {
      if (flag && !without.includes(name)) expect(text).toContain(`  ${flag.usage} `);
    }
    expect(text.replace(/\s+/g, ' ')).toContain('optimiser: adam, adamw, sgd (default: adam)');
  });
});

describe('a wrong command line', () => {
  const cases: [args: string, message: string][] = [
    [
      'train --margin 0.2',
      'train: expected an option that it has, got "--margin", an option of its method. Say --method-option margin=0.2.',
    ],
    [
      'train --margin 0.2 --loss triplet-margin',
      'got "--margin", an option of its loss. Say --loss-option margin=0.2.',
    ],
    ['sweep --samples-per-class 5', 'Say --method-option samplesPerClass=5.'],
    [
      'evaluate run --margin 0.2',
      'evaluate: expected an option that it has, got "--margin". See "nearfar evaluate --help-all".',
    ],
    ['train --epoch 3', 'train: expected an option that it has, got "--epoch". (Did you mean --epochs?)'],
    ['train --batch 3', 'train: expected an option that it has, got "--batch". (Did you mean --batch-size?)'],
    ['train --dim', 'train: expected a value behind --dim, got none. See "nearfar train --help".'],
    ['train --dim x', '--dim: expected digits, got "x". It must be a number.'],
    ['train --loss-option margin=', '--loss-option: expected name=value, got "margin=".'],
    ['evaluate a b', 'evaluate: expected fewer arguments, got a b. See "nearfar evaluate --help".'],
    ['evaluate', 'evaluate: expected run, got none. See "nearfar evaluate --help".'],
    ['embed run photos', 'embed: expected --out <file>, got none. See "nearfar embed --help".'],
    [
      'trian',
      'command: expected one out of train, compare, sweep, evaluate, embed, got "trian". (Did you mean train?)',
    ],
    ['\u001b[31mred', 'got "\\u001b[31mred".'],
  ];
  it.each(cases)('nearfar %s', (args, message) => {
    expect(() => program().parse(args.split(' '), { from: 'user' })).toThrow(message);
  });
});

it('main.ts has every command of src/cli/commands', () => {
  const main = readFileSync('src/cli/main.ts', 'utf8');
  const exported = readdirSync('src/cli/commands').flatMap(file =>
    Array.from(
      readFileSync(join('src/cli/commands', file), 'utf8').matchAll(/export const (\w+Command)\b/g),
      ([, name]) => name!,
    ),
  );
  expect(exported.length).toBeGreaterThan(10);
  expect(exported.filter(name => !main.includes(`.addCommand(${name}())`))).toEqual([]);
});
