import { Command } from 'commander';
import { type CompareOptions, compare, methods, readConfig, type TrainOptions } from '../../index.ts';
import { interruption } from '../interruption.ts';
import { outputFor, table } from '../output.ts';
import { ProgressView, trialsProgress } from '../progress.ts';
import { CONFIG_HELP, list, plural, withTrainFlags } from './train.ts';

interface Flags {
  out?: string;
  datasets?: string[];
  methods?: string[];
  config?: string;
  json?: boolean;
}

const allMethods = (text: string): readonly string[] => (text === 'all' ? methods.complete : list(text));

export const compareCommand = (): Command =>
  withTrainFlags(new Command('compare').description('methods × data sets, in one table'), ['dataset', 'method'])
    .option('--datasets <a,b>', 'data sets (default: glyphs)', list)
    .option('--methods <a,b|all>', 'methods (default: all)', allMethods)
    .option('--out <dir>', 'where the runs and the table go (default: runs/compare)')
    .option('--config <file>', CONFIG_HELP)
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
      const signal = interruption(text => view.show({ type: 'phase', text }));
      const options = { ...fromFile, ...plural(given), out } as CompareOptions;
      const { rows, table: text } = await compare(options, { ...trialsProgress(view), signal }).finally(() =>
        view.close(),
      );
      output.result(
        { rows },
        `\n${table([text.headings, ...text.rows])}\n\n${out}/comparison.md, .csv, .json\n${out}/report.html`,
      );
    });
