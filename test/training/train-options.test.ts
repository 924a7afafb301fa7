import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { knownNames } from '../../scripts/known-names.ts';
import { commandOf } from '../../src/runs/repeat-command.ts';
import { describeConfig, parseConfig } from '../../src/training/config.ts';
import { type RunOptions, type runSchema, trainOptions } from '../../src/training/train-options.ts';

type Schema = z.input<typeof runSchema>;
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type Compared = {
  readonly [Option in keyof Required<RunOptions> | keyof Schema]: Option extends keyof RunOptions & keyof Schema
    ? Same<Required<RunOptions>[Option], Exclude<Schema[Option], undefined>>
    : false;
};
/** The options that the interface or the schema lacks, or that have another type in one than in the other. */
type Different = { readonly [Option in keyof Compared as Compared[Option] extends true ? never : Option]: never };

it('RunOptions says what the schema checks: each option, with its type', () => {
  const none: Different = {}; // a type error here names the options that differ
  expect(none).toEqual({});
});

it('known-names.ts has the names of the lists; npm run docs writes it', () => {
  expect(readFileSync('src/training/known-names.ts', 'utf8')).toBe(knownNames());
});

describe('trainOptions', () => {
  const optionOf = (name: string) => trainOptions.find(option => option.name === name)!;

  it('have the defaults of the schema', () => {
    const config = parseConfig({});
    const defaults = trainOptions.flatMap(option => ('default' in option ? [[option.name, option.default]] : []));
    expect(Object.fromEntries(defaults)).toEqual({ ...config, method: undefined });
    expect(optionOf('optimizer')).toMatchObject({ default: 'adam', choices: ['adam', 'adamw', 'sgd'] });
  });

  it('without a default say what is done instead, but for options of things', () => {
    const silent = trainOptions.filter(option => !('default' in option) && !option.otherwise && !option.keys);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('have a flag each, that repeats what it reads; a few are for files', () => {
    const texts: Partial<Record<keyof RunOptions, string>> = {
      dataset: 'mnist',
      methodOptions: 'margin=2',
      lossOptions: 'pos_margin=0.5',
      dim: '4',
      augment: 'flip,crop',
      unseenClasses: '7, 8',
      dataDir: "it's here",
    };
    for (const [name, text] of Object.entries(texts)) {
      const { flag } = optionOf(name);
      const [usage, ...rest] = flag!.write(flag!.read(text))[0]!.split(' ');
      expect(flag!.usage.split(' ')[0]).toBe(usage);
      const unquoted = rest
        .join(' ')
        .replace(/^'(.*)'$/, '$1')
        .replace("'\\''", "'");
      expect(flag!.read(unquoted)).toEqual(flag!.read(text));
    }
    expect(optionOf('plots').flag!.write(false)).toEqual(['--no-plots']);
    const inFiles = trainOptions.filter(({ flag }) => !flag);
    expect(inFiles.map(({ name }) => name)).toEqual(['images', 'validation']);
  });

  it('collect name=value, and refuse what is none', () => {
    const { read } = optionOf('lossOptions').flag!;
    expect(read('b=true', read('a=0.5'))).toEqual({ a: 0.5, b: true });
    const { read: readNetwork, write } = optionOf('networkOptions').flag!;
    const given = { normalization: { mean: [0.5], deviation: [0.25] } };
    expect(readNetwork(`normalization=${JSON.stringify(given.normalization)}`)).toEqual(given);
    expect(write(given)).toEqual([`--network-option 'normalization={"mean":[0.5],"deviation":[0.25]}'`]);
    expect(read('a={')).toEqual({ a: '{' });
    expect(() => read('margin=')).toThrow('--loss-option: expected name=value, got "margin=".');
    expect(() => read('margin')).toThrow('--loss-option: expected name=value, got "margin".');
    expect(() => optionOf('dim').flag!.read('')).toThrow('--dim: expected digits, got "". It must be a number.');
  });

  it('know the names that an option’s object may have', () => {
    expect(optionOf('methodOptions').keys!({})).toContain('margin');
    expect(optionOf('lossOptions').keys!({ loss: 'nt-xent' })).toContain('temperature');
    expect(optionOf('lossOptions').keys!({})).toEqual([]);
  });

  it('are all in the command that repeats a run', () => {
    const given: Record<string, unknown> = { ...describeConfig(parseConfig({})), method: 'siamese', plots: false };
    for (const { name, flag, choices } of trainOptions) {
      if (!flag || name === 'method' || name === 'plots') continue;
      if (name === 'augment') {
        given[name] = flag.read('light');
        continue;
      }
      given[name] = flag.read(
        choices?.at(-1) ?? (flag.usage.endsWith('<n>') ? '3' : flag.usage.endsWith('<x>') ? '0.5' : 'a=b'),
      );
    }
    const command = commandOf(parseConfig(given))!;
    const missing = trainOptions.filter(({ flag }) => flag && !command.includes(`${flag.usage.split(' ')[0]}`));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
