import { type Command, Option } from 'commander';
import { type RunOptions, readConfig, type TrainOption, trainOptions } from '../index.ts';

/** The flag of a config file. */
export const configFlag = [
  '--config <file>',
  'options from a JSON file, or from a TypeScript or JavaScript one, which is code and is run; flags come on top',
] as const;

/** Adds the flags that say what to train, but for those of the options in `without`. Only the main ones are in the short help. */
export function addTrainFlags(command: Command, without: readonly string[] = []): Command {
  for (const option of trainOptions) {
    if (!option.flag || without.includes(option.name)) continue;
    const { usage, read } = option.flag;
    const flag = new Option(usage, helpOf(option)).hideHelp(!option.main);
    if (usage.includes(' ')) flag.argParser((text, before) => read(text, before));
    command.addOption(flag);
  }
  return command;
}

function helpOf({ about, choices, otherwise, default: value }: TrainOption): string {
  const names = choices && `: ${choices.join(', ')}`;
  const shown = otherwise ?? (typeof value === 'boolean' ? undefined : value);
  return `${about}${names ?? ''}${shown === undefined ? '' : ` (default: ${shown})`}`;
}

/** The options of a config file, if there is one, and over them those whose flags were given. */
export async function optionsOf(command: Command, config: string | undefined): Promise<RunOptions> {
  const fromFile = config === undefined ? {} : await readConfig(config);
  return { ...fromFile, ...givenOptions(command) };
}

/** The options whose flags were given: a flag's default is no option. */
export const givenOptions = (command: Command): RunOptions =>
  Object.fromEntries(
    trainOptions.flatMap(({ name, flag }) => {
      if (!flag) return [];
      const key = new Option(flag.usage).attributeName();
      if (command.getOptionValueSource(key) !== 'cli') return [];
      return [[name, flag.usage.includes(' ') ? command.getOptionValue(key) : flag.read('')]];
    }),
  );
