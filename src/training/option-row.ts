import { z } from 'zod';
import type { OptionFlag } from './option-flags.ts';

/** All that there is to know of an option beside its name and its type. */
export interface Row<Options> {
  /** What it may be, with its default. */
  readonly schema: z.ZodType;
  /** Its flag; without one, only a config file or code gives it. */
  readonly flag?: OptionFlag;
  /** What it is, for people. */
  readonly about: string;
  /** What is done without it, where it has no default value. */
  readonly otherwise?: string;
  /** Whether it is one of those to know first. */
  readonly main?: true;
  /** Whether it leaves a run's result as it is, so that a resumed run may have another value. */
  readonly free?: true;
  /** False where a sweep cannot list its values. */
  readonly varies?: false;
  /** The names that its object may have, given the other options. */
  readonly keys?: (options: Options) => readonly string[];
}

/** How an option of `train` stands on a command line. */
export interface TrainFlag {
  /** The flag with what comes behind it, like `--dim <n>`. */
  readonly usage: string;
  /** The option's value from the flag's text, and from the value that the flags before it gave. @throws UsageError */
  readonly read: (text: string, before?: unknown) => unknown;
  /** Whether the flag can say a value; otherwise only a config file can. */
  readonly says: (value: unknown) => boolean;
  /** The flags that give a value, quoted for a shell. */
  readonly write: (value: unknown) => readonly string[];
}

/** The flag of the option of a name. */
export function bound(name: string, { flag, read, write, says = () => true }: OptionFlag): TrainFlag {
  const usage = flag(name);
  return {
    usage,
    read: (text, before) => read(text, before, usage.split(' ')[0]!),
    says,
    write: value => write(name, value),
  };
}

/** What an option is when it is left out, and what it may be where it is one of a few names. */
export function defaultOf(schema: z.ZodType): { default?: unknown; choices?: readonly string[] } {
  const value = schema.parse(undefined);
  const inner = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return {
    ...(value !== undefined && { default: value }),
    ...(inner instanceof z.ZodEnum && { choices: inner.options.map(String) }),
  };
}
