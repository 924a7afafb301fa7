import { describeConfig, isPlain, parseConfig, type TrainConfig } from '../training/config.ts';

const lists = ['unseenClasses'];
const settings: Readonly<Record<string, string>> = {
  methodOptions: '--method-option',
  lossOptions: '--loss-option',
  minerOptions: '--miner-option',
  distanceOptions: '--distance-option',
};
/** Options that only a config file can give. */
const inFile = ['augment', 'images', 'validation'];

/** The command that repeats a run; undefined where it used things of one's own, which no command line names. */
export function commandOf(config: TrainConfig): string | undefined {
  if (!isPlain(config)) return undefined;
  const given = notDefault(config);
  if (inFile.some(name => name in given)) return 'nearfar train --config config.json';
  return ['nearfar train', ...flagsOf(given)].join(' ');
}

/** The command that repeats a comparison: its data sets and methods, and the options that all its runs have. */
export function compareCommandOf(datasets: readonly string[], methods: readonly string[], config: TrainConfig): string {
  const { dataset: _, method: __, ...given } = notDefault(config);
  const options = sharedFlags(given);
  return [`nearfar compare --datasets ${datasets.join(',')} --methods ${methods.join(',')}`, ...options].join(' ');
}

/** The command that repeats a sweep: its axes, and the options that all its runs have. */
export function sweepCommandOf(
  vary: Readonly<Record<string, readonly (string | number)[]>>,
  config: TrainConfig,
): string {
  const varied = Object.keys(vary);
  const kept = (options: object) => Object.entries(options).filter(([name]) => !varied.includes(name));
  const given = kept(notDefault(config)).map(([name, value]) => [
    name,
    name in settings ? Object.fromEntries(kept(value as object)) : value,
  ]);
  const options = sharedFlags(Object.fromEntries(given));
  const axes = Object.entries(vary).map(([option, values]) => `--vary ${quoted(`${option}=${values.join(',')}`)}`);
  return ['nearfar sweep', ...axes, ...options].join(' ');
}

/** Flags for the options that several runs share, or for the file that must hold them. */
const sharedFlags = (given: Readonly<Record<string, unknown>>): string[] =>
  inFile.some(name => name in given) ? ['--config options.json'] : flagsOf(given);

function notDefault(config: TrainConfig): Record<string, unknown> {
  const defaults = describeConfig(parseConfig({}));
  const same = (name: string, value: unknown) => JSON.stringify(defaults[name]) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(describeConfig(config)).filter(([name, value]) => !same(name, value)));
}

const flagsOf = (given: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(given).flatMap(([name, value]) => flagOf(name, value));

function flagOf(name: string, value: unknown): string[] {
  if (name === 'plots') return ['--no-plots'];
  const setting = settings[name];
  if (setting) return Object.entries(value as object).map(([key, each]) => `${setting} ${quoted(`${key}=${each}`)}`);
  const flag = `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
  return [`${flag} ${quoted(lists.includes(name) ? (value as string[]).join(',') : String(value))}`];
}

/** As a shell reads it. */
const quoted = (text: string): string => (/^[\w.,:/=+@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
