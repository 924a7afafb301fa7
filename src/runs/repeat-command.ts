import { describeConfig, isPlain, parseConfig, type TrainConfig } from '../training/config.ts';
import { quoted } from '../training/option-flags.ts';
import { trainOptions } from '../training/train-options.ts';

/** The command that repeats a run; undefined where it used things of one's own, which no command line names. */
export function commandOf(config: TrainConfig): string | undefined {
  if (!isPlain(config)) return undefined;
  const given = notDefault(config);
  if (needsFile(given)) return 'nearfar train --config config.json';
  return ['nearfar train', ...flagsOf(given)].join(' ');
}

/** The command that repeats a comparison: its data sets and methods, and the options that all its runs have. */
export function compareCommandOf(datasets: readonly string[], methods: readonly string[], config: TrainConfig): string {
  const { dataset: _, method: __, ...given } = notDefault(config);
  const options = sharedFlags(given);
  return [`nearfar compare --datasets ${quoted(datasets.join(','))} --methods ${methods.join(',')}`, ...options].join(
    ' ',
  );
}

/** The command that repeats a sweep: its axes, and the options that all its runs have. */
export function sweepCommandOf(
  vary: Readonly<Record<string, readonly (string | number)[]>>,
  config: TrainConfig,
): string {
  const kept = (options: object) => Object.entries(options).filter(([name]) => !Object.hasOwn(vary, name));
  const withKeys = new Set<string>(trainOptions.flatMap(({ name, keys }) => (keys ? [name] : [])));
  const given = kept(notDefault(config)).map(([name, value]) => [
    name,
    withKeys.has(name) ? Object.fromEntries(kept(value as object)) : value,
  ]);
  const options = sharedFlags(Object.fromEntries(given));
  const axes = Object.entries(vary).map(([option, values]) => `--vary ${quoted(`${option}=${values.join(',')}`)}`);
  return ['nearfar sweep', ...axes, ...options].join(' ');
}

type Given = Readonly<Record<string, unknown>>;

/** Whether some of the options have no flag, or a value that their flag cannot say. */
const needsFile = (given: Given): boolean =>
  trainOptions.some(({ name, flag }) => name in given && !flag?.says(given[name]));

/** Flags for the options that several runs share, or for the file that must hold them. */
const sharedFlags = (given: Given): readonly string[] =>
  needsFile(given) ? ['--config options.json'] : flagsOf(given);

function notDefault(config: TrainConfig): Record<string, unknown> {
  const defaults = describeConfig(parseConfig({}));
  const same = (name: string, value: unknown) => JSON.stringify(defaults[name]) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(describeConfig(config)).filter(([name, value]) => !same(name, value)));
}

const flagsOf = (given: Given): readonly string[] =>
  trainOptions.flatMap(({ name, flag }) => (name in given ? (flag?.write(given[name]) ?? []) : []));
