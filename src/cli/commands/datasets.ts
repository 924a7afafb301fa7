import { Command } from 'commander';
import { contactSheet, datasets, trainOptions, UsageError } from '../../index.ts';
import { inspectionText } from '../inspection.ts';
import { type Output, outputFor, table } from '../output.ts';
import { ProgressView } from '../progress.ts';
import { addTrainFlags, givenOptions } from '../train-flags.ts';

/** The options of `train` that say how data are read, and varied for the sheet. */
const READING: readonly string[] = ['dataDir', 'label', 'group', 'samples', 'imageSize', 'fit', 'channels', 'augment'];

interface Flags {
  readonly out?: string;
  readonly json?: boolean;
  readonly clear?: boolean;
}

/** Names, where they lie, what they hold; or what is understood of data of one's own. */
export const datasetsCommand = (): Command => {
  const command = new Command('datasets')
    .description('what data sets there are, where they lie, what they hold; or what is understood of your own data')
    .argument(
      '[name|path...]',
      'one of them in detail, or your own data: a folder of images, a table, a list of pairs or triplets, an array',
    );
  const others = trainOptions.map(({ name }) => name).filter(name => !READING.includes(name));
  addTrainFlags(command, others)
    .option('--out <file.png>', 'draw some of your own images of each class; with --augment some as they are varied')
    .option(
      '--clear',
      'remove the decoded images of your own data, and features, from the cache; the next command makes them anew',
    )
    .option('--json', 'print one line of JSON')
    .addHelpText('after', '\nExample:\n  nearfar datasets photos/ --out sheet.png');
  for (const option of command.options) option.hidden = false;
  return command.action(async (given: string[], { out, json = false, clear = false }: Flags) => {
    const output = outputFor(json);
    if (clear) return clearCache(given, { ...givenOptions(command), out }, output);
    const name = given.length > 0 ? datasets.together(given) : undefined;
    if (name !== undefined && datasets.isOwnPath(name)) return showOwn(name, command, output, out);
    const { dataDir, ...own } = givenOptions(command);
    requireNone({ ...own, out });
    const described = (name === undefined ? datasets.names : [name]).map(each =>
      datasets.describe(each, dataDir === undefined ? {} : { dataDir }),
    );
    if (name !== undefined) return output.result(described[0]!, detail(described[0]!));
    const rows = described.map(({ name, about, available }) => [name, available ? 'here' : 'to download', about]);
    output.result({ datasets: described }, table([['name', 'where', 'what it holds'], ...rows]));
  });
};

function clearCache([name]: readonly string[], others: Readonly<Record<string, unknown>>, output: Output): void {
  const stray = name ?? Object.keys(others).find(option => others[option] !== undefined);
  if (stray !== undefined) {
    const expected = 'nothing else, since it removes the decoded images of all data of your own';
    throw new UsageError({ who: '--clear', expected, got: stray, fix: 'Leave it out' });
  }
  const cleared = datasets.clear();
  const megabytes = (cleared.bytes / 1e6).toFixed(1);
  output.result(
    cleared,
    `Removed the decoded images of ${cleared.sets} data ${cleared.sets === 1 ? 'set' : 'sets'}, ${megabytes} MB.`,
  );
}

function requireNone(options: Readonly<Record<string, unknown>>): void {
  const stray = Object.entries(options).find(([, value]) => value !== undefined);
  if (stray === undefined) return;
  throw new UsageError({
    who: 'datasets',
    expected: `no ${stray[0]}, which is for data of your own`,
    got: String(stray[1]),
    fix: 'Name a folder, a table or an array',
  });
}

async function showOwn(path: string, command: Command, output: Output, out: string | undefined): Promise<void> {
  const { dataDir: _, augment, ...options } = givenOptions(command);
  if (augment !== undefined && out === undefined) {
    const expected = '--out with it, a file for the varied images';
    throw new UsageError({ who: '--augment', expected, got: 'none', fix: 'Add --out sheet.png' });
  }
  const view = new ProgressView();
  const onRead = (done: number, total: number) => view.show({ type: 'read', done, total });
  const inspected = await datasets.inspect(path, { ...options, onRead }).finally(() => view.close());
  const leftOut = out === undefined ? [] : await contactSheet(inspected, out, { augment });
  const { shown: _shown, ...read } = inspected;
  const inspection = { ...read, notes: [...read.notes, ...leftOut] };
  const given: Readonly<Record<string, unknown>> = { ...options, ...(augment !== undefined && { augment }) };
  const flags = trainOptions.flatMap(({ name, flag }) => (name in given ? (flag?.write(given[name]) ?? []) : []));
  const train = ['nearfar train', /^[\w./-]+$/.test(path) ? path : `'${path}'`, ...flags].join(' ');
  const drawn = out === undefined ? '' : `\n\n${out}`;
  output.result(
    { ...inspection, train, ...(out !== undefined && { out }) },
    `${inspectionText(inspection)}${drawn}\n\nTrain with:  ${train}`,
  );
}

function detail({ files, ...about }: datasets.Description): string {
  const facts = Object.entries(about).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  const lines = files.map(({ name, url, path }) => [`file ${name}`, path ?? `not here; from ${url}`]);
  return [...facts, ...lines].map(([key, value]) => `${key!.padEnd(12)}  ${value}`).join('\n');
}
