import { Command } from 'commander';
import { type CompareOptions, compare, methods } from '../../index.ts';
import { withHelpAll } from '../command.ts';
import { interruption } from '../interruption.ts';
import { outputFor, runsTable } from '../output.ts';
import { ProgressView, trialsProgress } from '../progress.ts';
import { list } from '../read.ts';
import { addTrainFlags, configFlag, optionsOf } from '../train-flags.ts';

interface Flags {
  readonly out?: string;
  readonly datasets?: string[];
  readonly methods?: string[];
  readonly config?: string;
  readonly json?: boolean;
}

const allMethods = (text: string): readonly string[] => (text === 'all' ? methods.withoutLoss : list(text));

export const compareCommand = (): Command => {
  const command = new Command('compare').description('methods × data sets, in one table');
  addTrainFlags(command, ['dataset', 'method'])
    .option('--datasets <a,b>', 'data sets (default: the config’s, or glyphs)', list)
    .option('--methods <a,b|all>', 'methods (default: the config’s, online with --loss, or all)', allMethods)
    .option('--out <dir>', 'where the runs and the table go (default: runs/compare)')
    .option(...configFlag)
    .option('--json', 'print the rows as one line of JSON')
    .addHelpText(
      'after',
      `
Runs that are done already with the same options are not run again; one that
fails leaves its reason in the table. A loss, a miner and a distance are given
to the methods that take them.

Example:
  nearfar compare --datasets glyphs,mnist --methods siamese,triplet --epochs 2`,
    );
  return withHelpAll(command).action(async ({ out, datasets, methods, config, json = false }: Flags) => {
    const output = outputFor(json);
    const view = new ProgressView();
    const signal = interruption(text => view.show({ type: 'phase', text }));
    const options = {
      ...(await optionsOf(command, config)),
      ...(datasets && { datasets }),
      ...(methods && { methods }),
      ...(out !== undefined && { out }),
    } as CompareOptions;
    const { folder, rows, table } = await compare(options, { ...trialsProgress(view), signal }).finally(() =>
      view.close(),
    );
    const files = `${folder}/comparison.md, .csv, .json\n${folder}/report.html`;
    output.result({ rows }, `\n${runsTable(table, 2)}\n\n${files}`);
  });
};
