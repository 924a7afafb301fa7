import { type Command, CommanderError, Option } from 'commander';
import { trainOptions, UsageError } from '../index.ts';
import { givenOptions } from './train-flags.ts';

/** Gives a command `--help-all`, which shows the options that the short help leaves out, and text that only it has. */
export function withHelpAll(command: Command, more = ''): Command {
  return command.addOption(new Option('--help-all', 'show every option')).on('option:help-all', () => {
    for (const option of command.options) option.hidden = false;
    command.addHelpText('after', more).outputHelp();
    throw new CommanderError(0, 'commander.helpDisplayed', 'help');
  });
}

/** Makes a command's errors errors of our own. */
export function inOurWords(command: Command): Command {
  return command.configureOutput({ outputError: () => {} }).exitOverride(error => {
    throw error.exitCode === 0 ? error : wrongUsage(command, error);
  });
}

function wrongUsage(command: Command, { code, message }: CommanderError): UsageError {
  const who = command.parent ? command.name() : 'command';
  const quoted = /'(.*?)'/s.exec(message)?.[1] ?? '';
  const suggestion = /\(Did you mean .*\)/s.exec(message)?.[0];
  const fix = suggestion ?? `See "nearfar${command.parent ? ` ${who}` : ''} --help"`;
  switch (code) {
    case 'commander.unknownOption':
      return unknownFlag(command, who, quoted, suggestion);
    case 'commander.unknownCommand':
      return new UsageError({ who, expected: `one out of ${namesOf(command).join(', ')}`, got: `"${quoted}"`, fix });
    case 'commander.optionMissingArgument':
      return new UsageError({ who, expected: `a value behind ${quoted.split(' ')[0]}`, got: 'none', fix });
    case 'commander.missingArgument':
    case 'commander.missingMandatoryOptionValue':
      return new UsageError({ who, expected: quoted, got: 'none', fix });
    case 'commander.excessArguments':
      return new UsageError({ who, expected: 'fewer arguments', got: command.args.join(' '), fix });
    default:
      return new UsageError({ who, expected: 'arguments that it has', got: message.replace(/^error: /, ''), fix });
  }
}

const namesOf = ({ commands }: Command): string[] => commands.map(command => command.name());

/** The flag may be an option of the method, loss, miner or distance, or the beginning of another. */
function unknownFlag(command: Command, who: string, flag: string, suggestion: string | undefined): UsageError {
  const expected = 'an option that it has';
  const name = flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const given = givenOptions(command);
  const owner = trainOptions.find(({ keys }) => keys?.(given).includes(name));
  const instead = owner?.flag?.write({ [name]: command.args[command.args.indexOf(flag) + 1] ?? '…' })[0];
  if (owner && instead && command.options.some(({ long }) => instead.startsWith(`${long} `))) {
    const whose = owner.name.replace('Options', '');
    return new UsageError({ who, expected, got: `"${flag}", an option of its ${whose}`, fix: `Say ${instead}` });
  }
  const longer = command.options.find(({ long }) => long?.startsWith(`${flag}-`))?.long;
  const near = suggestion ?? (longer === undefined ? undefined : `(Did you mean ${longer}?)`);
  return new UsageError({ who, expected, got: `"${flag}"`, fix: near ?? `See "nearfar ${who} --help-all"` });
}
