import { Command } from 'commander';
import { losses, methods, miners, networks, type ThingDescription } from '../../index.ts';
import { outputFor, table } from '../output.ts';

/** A room whose things can be listed. */
interface Room {
  readonly names: readonly string[];
  readonly about: (name: string) => ThingDescription;
}

/** Lists the things of a room, or tells all about one: options with range and default, equation, paper. */
const thingsCommand = (room: string, about: string, { names, about: tell }: Room): Command =>
  new Command(room)
    .description(about)
    .argument('[name]', 'one of them, in detail')
    .option('--json', 'print one line of JSON')
    .action((name: string | undefined, { json = false }: { json?: boolean }) => {
      const output = outputFor(json);
      if (name !== undefined) return output.result(plain(tell(name)), detail(tell(name)));
      const all = names.map(tell);
      const rows = all.map(({ name, summary }) => [name, summary]);
      output.result({ [room]: all.map(plain) }, table([['name', 'what it is'], ...rows]));
    });

/** `nearfar losses [NAME]` */
export const lossesCommand = (): Command => thingsCommand('losses', 'what losses there are, and their options', losses);

/** `nearfar miners [NAME]` */
export const minersCommand = (): Command => thingsCommand('miners', 'what miners there are, and their options', miners);

/** `nearfar methods [NAME]` */
export const methodsCommand = (): Command =>
  thingsCommand('methods', 'what methods there are, and their options', methods);

/** `nearfar networks [NAME]` */
export const networksCommand = (): Command => thingsCommand('networks', 'what networks there are', networks);

/** A description as JSON holds it. */
const plain = ({ name, summary, equation, notes, paper, differs, options }: ThingDescription) => ({
  name,
  summary,
  equation,
  notes,
  paper,
  differs,
  options,
});

function detail({ name, summary, equation, notes, paper, differs, options }: ThingDescription): string {
  const rows = Object.entries(options).map(([option, { expected, about, required, default: value }]) => [
    option,
    required ? 'required' : value === undefined ? '' : String(value),
    expected,
    about,
  ]);
  return [
    `${name}: ${summary}`,
    equation?.replaceAll(/^/gm, '    '),
    notes,
    paper && `From: ${paper}.`,
    differs && `Where it differs: ${differs}`,
    rows.length === 0 ? undefined : table([['option', 'default', 'what it may be', 'what it does'], ...rows]),
  ]
    .filter(part => part !== undefined && part !== '')
    .join('\n\n');
}
