import { Command } from 'commander';
import { datasets } from '../../index.ts';
import { outputFor, table } from '../output.ts';

/** Names, where they lie, what they hold. */
export const datasetsCommand = (): Command =>
  new Command('datasets')
    .description('what data sets there are, where they lie, what they hold')
    .argument('[name]', 'one of them, in detail')
    .option('--data-dir <dir>', 'a folder that has the data files already (default: $NEARFAR_DATA)')
    .option('--json', 'print one line of JSON')
    .action((name: string | undefined, { json = false, dataDir }: { json?: boolean; dataDir?: string }) => {
      const output = outputFor(json);
      const described = (name === undefined ? datasets.names : [name]).map(each =>
        datasets.describe(each, dataDir === undefined ? {} : { dataDir }),
      );
      if (name !== undefined) return output.result(described[0]!, detail(described[0]!));
      const rows = described.map(({ name, about, available }) => [name, available ? 'here' : 'to download', about]);
      output.result({ datasets: described }, table([['name', 'where', 'what it holds'], ...rows]));
    });

function detail({ files, ...about }: datasets.Description): string {
  const facts = Object.entries(about).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  const lines = files.map(({ name, url, path }) => [`file ${name}`, path ?? `not here; from ${url}`]);
  return [...facts, ...lines].map(([key, value]) => `${key!.padEnd(12)}  ${value}`).join('\n');
}
