import { Command } from 'commander';
import { type Axis, parseAxis, rowsOf, saveSweep, sweep, type TrainOptions, tables } from '../../index.ts';
import { CONFIG_HELP, readConfig } from '../config-file.ts';
import { interruption } from '../interruption.ts';
import { outputFor, table } from '../output.ts';
import { ProgressView, trialsProgress } from '../progress.ts';
import { number, plural, withTrainFlags } from './train.ts';

interface Flags {
  vary?: Axis[];
  out?: string;
  jobs?: number;
  config?: string;
  json?: boolean;
}

const axis = (text: string, axes: Axis[] = []): Axis[] => [...axes, parseAxis(text)];

export const sweepCommand = (): Command =>
  withTrainFlags(new Command('sweep').description('one run for every value of an option, or of a grid of options'))
    .option(
      '--vary <option=a,b,…>',
      'what to vary: an option of train, or of the method, loss, miner or distance; twice for a grid',
      axis,
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
      async ({ vary = [], out = 'runs/sweep', jobs = 1, config, json = false, ...given }: Flags & TrainOptions) => {
        const output = outputFor(json);
        const view = new ProgressView();
        const fromFile = config === undefined ? {} : await readConfig(config);
        const signal = interruption(text => view.tell({ type: 'phase', text }));
        const hooks = { ...trialsProgress(view), signal, jobs };
        const outcomes = await sweep({ ...fromFile, ...plural(given) }, vary, out, hooks).finally(() => view.close());
        const best = await saveSweep(outcomes, vary, out);
        const { headings, rows } = tables.outcomeTable(outcomes, 'trials');
        const files = `${out}/sweep.md, .csv, .json\n${out}/report.html`;
        const text = `\n${table([headings, ...rows])}\n\nbest: ${best.trial.name}\n${files}`;
        output.result({ best: best.trial.name, rows: rowsOf(outcomes) }, text);
      },
    );
