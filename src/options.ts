import { UsageError, unknownName } from './errors.ts';

/** What an option of something that is made by name may be, as it comes from a command line or a file. */
export interface OptionSpec {
  /** What it is, in words: `a number above 0`. */
  readonly expected: string;
  readonly default?: unknown;
  /** The value as the thing takes it; throws or gives `undefined` where it cannot be. */
  readonly read: (value: unknown) => unknown;
}

export interface NumberLimits {
  above?: number;
  min?: number;
  max?: number;
  integer?: boolean;
}

/** A number within limits; `defaultValue` is for people to read, the thing itself fills it in. */
export function number(defaultValue?: number, { above, min, max, integer = false }: NumberLimits = {}): OptionSpec {
  const limits = [
    above !== undefined ? ` above ${above}` : '',
    min !== undefined && max === undefined ? ` of at least ${min}` : '',
    max !== undefined && min === undefined ? ` of at most ${max}` : '',
    min !== undefined && max !== undefined ? ` from ${min} to ${max}` : '',
  ].join('');
  const fits = (x: number) =>
    Number.isFinite(x) &&
    (!integer || Number.isInteger(x)) &&
    x > (above ?? Number.NEGATIVE_INFINITY) &&
    x >= (min ?? Number.NEGATIVE_INFINITY) &&
    x <= (max ?? Number.POSITIVE_INFINITY);
  return {
    expected: `${integer ? 'a whole number' : 'a number'}${limits}`,
    default: defaultValue,
    read: value => {
      const x = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof x === 'number' && fits(x) ? x : undefined;
    },
  };
}

export const count = (defaultValue?: number): OptionSpec => number(defaultValue, { min: 1, integer: true });

export const flag = (defaultValue: boolean): OptionSpec => ({
  expected: 'true or false',
  default: defaultValue,
  read: value => (value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined),
});

export const choice = <T extends string>(names: readonly T[], defaultValue: T): OptionSpec => ({
  expected: names.join(', '),
  default: defaultValue,
  read: value => names.find(name => name === value),
});

/** Several numbers: a list, or text with commas between. */
export const numbers = (defaultValue?: readonly number[]): OptionSpec => ({
  expected: 'numbers with commas between',
  default: defaultValue,
  read: value => {
    const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value];
    const read = list.map(x => number().read(x));
    return read.includes(undefined) ? undefined : read;
  },
});

/** Another thing that is made by name, or one that is made already. */
export const thing = (defaultName: string | undefined, byName: (name: string) => unknown): OptionSpec => ({
  expected: 'a name',
  ...(defaultName !== undefined && { default: defaultName }),
  read: value =>
    typeof value === 'string' ? byName(value) : typeof value === 'object' && value !== null ? value : undefined,
});

/** Something that is made by name, and the options that it takes. */
export interface Entry<T> {
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly make: (options: never) => T;
}

export interface Registry<T> {
  readonly names: readonly string[];
  /** Makes the thing of that name. Options that it does not have, or values that they cannot take, are errors. */
  readonly byName: (name: string, options?: Readonly<Record<string, unknown>>) => T;
  /** The options of the thing of that name. */
  readonly optionsOf: (name: string) => Readonly<Record<string, OptionSpec>>;
}

/** The things of a room by name. `room` and `kind` are for errors: `losses`, `loss`. */
export function registry<T>(room: string, kind: string, entries: Readonly<Record<string, Entry<T>>>): Registry<T> {
  const names = Object.keys(entries);
  const entry = (name: string): Entry<T> => {
    if (Object.hasOwn(entries, name)) return entries[name]!;
    throw unknownName(room, `a ${kind}`, name, names);
  };
  return {
    names,
    optionsOf: name => entry(name).options,
    byName(name, options = {}) {
      const { options: specs, make } = entry(name);
      const read = Object.entries(options).map(([option, value]) => [
        option,
        readOption(`${kind} ${name}`, specs, option, value),
      ]);
      return make(Object.fromEntries(read) as never);
    },
  };
}

/** Stops where options, as a thing has them, are not what they may be. Those left out, and those without a description, are fine. */
export function requireOptions(
  who: string,
  specs: Readonly<Record<string, OptionSpec>>,
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [option, value] of Object.entries(given)) {
    if (value !== undefined && Object.hasOwn(specs, option)) readOption(who, specs, option, value);
  }
}

function readOption(who: string, specs: Readonly<Record<string, OptionSpec>>, option: string, value: unknown): unknown {
  const spec = Object.hasOwn(specs, option) ? specs[option]! : undefined;
  if (!spec) throw unknownName(who, 'an option', option, Object.keys(specs));
  const read = spec.read(value);
  if (read !== undefined) return read;
  const got = typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new UsageError({ who, expected: `${option}: ${spec.expected}`, got });
}
