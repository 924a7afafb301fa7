import { Command } from 'commander';
import {
  type CompareOptions,
  compare,
  methods,
  rowsOf,
  saveComparison,
  type TrainOptions,
  tables,
} from '../../index.ts';
import { readConfig } from '../config-file.ts';
import { interruption } from '../interruption.ts';
import { outputFor, table } from '../output.ts';
import { ProgressView, trialsProgress } from '../progress.ts';
import { list, plural, withTrainFlags } from './train.ts';

interface Flags {
  out?: string;
  datasets?: string[];
  methods?: string[];
  config?: string;
  json?: boolean;
}

const allMethods = (text: string): readonly string[] => (text === 'all' ? methods.withoutLoss : list(text));

export const compareCommand = (): Command =>
  withTrainFlags(new Command('compare').description('methods × data sets, in one table'), ['dataset', 'method'])
    .option('--datasets <a,b>', 'data sets (default: glyphs)', list)
    .option('--methods <a,b|all>', 'methods (default: all)', allMethods)
    .option('--out <dir>', 'where the runs and the table go (default: runs/compare)')
    .option('--config <file>', 'options from a TypeScript, JavaScript or JSON file; flags come on top')
    .option('--json', 'print the rows as one line of JSON')
    .addHelpText(
      'after',
      `
Runs that are done already with the same options are not run again; one that fails leaves its reason in the table.

Example:
  nearfar compare --datasets glyphs,mnist --methods siamese,triplet,online-triplet --epochs 2`,
    )
    .action(async ({ out = 'runs/compare', config, json = false, ...given }: Flags & TrainOptions) => {
      const output = outputFor(json);
      const view = new ProgressView();
      const fromFile = config === undefined ? {} : await readConfig(config);
      const signal = interruption(text => view.tell({ type: 'phase', text }));
      const options = { ...fromFile, ...plural(given) } as CompareOptions;
      const outcomes = await compare(options, out, { ...trialsProgress(view), signal }).finally(() => view.close());
      await saveComparison(outcomes, out);
      const { headings, rows } = tables.outcomeTable(outcomes, 'methods');
      output.result(
        { rows: rowsOf(outcomes) },
        `\n${table([headings, ...rows])}\n\n${out}/comparison.md, .csv, .json\n${out}/report.html`,
      );
    });
