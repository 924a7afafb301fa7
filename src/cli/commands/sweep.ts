import { Command } from 'commander';
import { type SweepOptions, sweep } from '../../index.ts';
import { type Axes, addAxis } from '../axes.ts';
import { withHelpAll } from '../command.ts';
import { interruption } from '../interruption.ts';
import { outputFor, runsTable, tables } from '../output.ts';
import { ProgressView, trialsProgress } from '../progress.ts';
import { numberOf } from '../read.ts';
import { addTrainFlags, configFlag, optionsOf } from '../train-flags.ts';

interface Flags {
  readonly vary?: Axes;
  readonly out?: string;
  readonly jobs?: number;
  readonly config?: string;
  readonly json?: boolean;
}

export const sweepCommand = (): Command => {
  const command = new Command('sweep').description('one run for every value of an option, or of a grid of options');
  addTrainFlags(command)
    .option(
      '--vary <option=a,b,…>',
      'what to vary: an option of train, or of the method, loss, miner or distance; twice for a grid; seed=0,1,… repeats each setting',
      addAxis,
    )
    .option('--jobs <n>', 'runs at the same time, a thread each (default: 1)', numberOf('--jobs'))
    .option('--out <dir>', 'where the runs and the table go (default: runs/sweep)')
    .option(...configFlag)
    .option('--json', 'print the rows as one line of JSON')
    .addHelpText(
      'after',
      `
The best setting is the one that is best on validation samples; its test value
stands beside it.

Examples:
  nearfar sweep --vary dim=2,4,8,16,32,64 --dataset mnist --epochs 1
  nearfar sweep --vary margin=0.5,1,2 --vary seed=0,1,2 --method triplet
  nearfar sweep --vary temperature=0.05,0.1,0.2 --loss nt-xent`,
    );
  return withHelpAll(command).action(async ({ vary, out, jobs, config, json = false }: Flags) => {
    const output = outputFor(json);
    const view = new ProgressView();
    const signal = interruption(text => view.show({ type: 'phase', text }));
    const options = {
      vary: {},
      ...(await optionsOf(command, config)),
      ...(vary && { vary }),
      ...(jobs !== undefined && { jobs }),
      ...(out !== undefined && { out }),
    } as SweepOptions;
    const hooks = { ...trialsProgress(view, (options.jobs ?? 1) > 1), signal };
    const { folder, best, settings, rows, table, settingsTable } = await sweep(options, hooks).finally(() =>
      view.close(),
    );
    const files = `${folder}/sweep.md, .csv, .json\n${folder}/report.html`;
    const known = best
      ? `\n\nbest${settings.every(({ validation }) => validation) ? '' : ' on test samples'}: ${best.name}`
      : '';
    output.result(
      {
        ...(best && { best: best.name }),
        settings: settings.map(({ runs, ...setting }) => ({ ...setting, runs: runs.length })),
        rows,
      },
      `\n${runsTable(table, 1)}\n\n${tables(settingsTable, 1)}${known}\n\n${files}`,
    );
  });
};
