import { UsageError } from '../errors.ts';

/** How an option stands on a command line. */
export interface OptionFlag {
  /** The flag with what comes behind it, like `--dim <n>`, for an option's name. */
  readonly flag: (name: string) => string;
  /** The option's value from the flag's text, and from the value that the flags before it gave. */
  readonly read: (text: string, before: unknown, flag: string) => unknown;
  /** What comes behind `nearfar train` to give the option this value, quoted for a shell. */
  readonly write: (name: string, value: unknown) => readonly string[];
  /** Whether the flag can say a value. Default any. */
  readonly says?: (value: unknown) => boolean;
}

/** `--data-dir` of `dataDir`. */
const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;

/** As a shell reads it. */
export const quoted = (text: string): string =>
  /^[\w.,:/=+@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A flag with one text behind it. */
export const text = (placeholder: string): OptionFlag => ({
  flag: name => `${flagOf(name)} <${placeholder}>`,
  read: given => given,
  write: (name, value) => [`${flagOf(name)} ${quoted(String(value))}`],
});

/** A flag with a number behind it; what it may be is checked with the other options. */
export const number = (placeholder: string): OptionFlag => ({
  ...text(placeholder),
  read(given, _, flag) {
    const value = Number(given);
    if (given.trim() !== '' && !Number.isNaN(value)) return value;
    throw new UsageError({ who: flag, expected: 'digits', got: `"${given}"`, fix: 'It must be a number' });
  },
});

/** A flag with several names behind it, and commas between. */
export const list = (placeholder: string): OptionFlag => ({
  ...text(placeholder),
  read: given =>
    given
      .split(',')
      .map(item => item.trim())
      .filter(item => item !== ''),
  write: (name, value) => [`${flagOf(name)} ${quoted((value as readonly unknown[]).join(','))}`],
});

/** A flag with names behind it, where a config file may say more than names do. */
export const names = (placeholder: string): OptionFlag => ({
  ...text(placeholder),
  says: value => typeof value === 'string' || Array.isArray(value),
});

/** A flag that comes once for each entry of an object, as name=value: `--loss-option` of `lossOptions`. */
export const entries: OptionFlag = {
  flag: name => `${singular(name)} <name=value>`,
  read(given, before, flag) {
    const [name = '', value = ''] = given.split(/=(.*)/s, 2);
    if (name !== '' && value.trim() !== '') return { ...(before as object | undefined), [name]: parsed(value) };
    throw new UsageError({ who: flag, expected: 'name=value', got: `"${given}"` });
  },
  write: (name, value) =>
    Object.entries(value as object).map(([key, each]) => {
      const shown = typeof each === 'object' ? JSON.stringify(each) : each;
      return `${singular(name)} ${quoted(`${key}=${shown}`)}`;
    }),
};

const singular = (name: string): string => flagOf(name.replace(/s$/, ''));

/** Numbers, true, false, and what is a list or an object of JSON are read as such. */
function parsed(text: string): unknown {
  if (/^[[{].*[\]}]$/s.test(text)) return asJson(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A flag that turns off what is on by default: `--no-plots` of `plots`. */
export const off: OptionFlag = {
  flag: name => `--no-${flagOf(name).slice(2)}`,
  read: () => false,
  write: (name, value) => (value === false ? [off.flag(name)] : []),
};
