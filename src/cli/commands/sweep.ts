import { Command } from 'commander';
import { readConfig, sweep, type TrainOptions } from '../../index.ts';
import { type Axes, addAxis } from '../axes.ts';
import { interruption } from '../interruption.ts';
import { outputFor, table } from '../output.ts';
import { ProgressView, trialsProgress } from '../progress.ts';
import { CONFIG_HELP, number, plural, withTrainFlags } from './train.ts';

interface Flags {
  vary?: Axes;
  out?: string;
  jobs?: number;
  config?: string;
  json?: boolean;
}

export const sweepCommand = (): Command =>
  withTrainFlags(new Command('sweep').description('one run for every value of an option, or of a grid of options'))
    .option(
      '--vary <option=a,b,…>',
      'what to vary: an option of train, or of the method, loss, miner or distance; twice for a grid',
      addAxis,
    )
    .option('--jobs <n>', 'runs at the same time, a thread each (default: 1)', number)
    .option('--out <dir>', 'where the runs and the table go (default: runs/sweep)')
    .option('--config <file>', CONFIG_HELP)
    .option('--json', 'print the rows as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  nearfar sweep --vary dim=2,4,8,16,32,64 --dataset mnist --epochs 1
  nearfar sweep --vary margin=0.5,1,2 --vary lr=0.001,0.002 --method triplet
  nearfar sweep --vary temperature=0.05,0.1,0.2 --loss nt-xent`,
    )
    .action(
      async ({ vary = {}, out = 'runs/sweep', jobs = 1, config, json = false, ...given }: Flags & TrainOptions) => {
        const output = outputFor(json);
        const view = new ProgressView();
        const fromFile = config === undefined ? {} : await readConfig(config);
        const signal = interruption(text => view.show({ type: 'phase', text }));
        const options = { ...fromFile, ...plural(given), vary, jobs, out };
        const {
          best,
          rows,
          table: text,
        } = await sweep(options, { ...trialsProgress(view), signal }).finally(() => view.close());
        const files = `${out}/sweep.md, .csv, .json\n${out}/report.html`;
        output.result(
          { ...(best && { best: best.name }), rows },
          `\n${table([text.headings, ...text.rows])}\n\n${best ? `best: ${best.name}\n` : ''}${files}`,
        );
      },
    );
