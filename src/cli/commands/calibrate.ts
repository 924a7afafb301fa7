import { Command } from 'commander';
import { calibrate } from '../../index.ts';
import { dataDirFlag, jsonFlag, samplesFlag } from '../flags.ts';
import { outputFor } from '../output.ts';
import { ProgressView } from '../progress.ts';
import { calibrationText } from '../thresholds.ts';

interface Flags {
  readonly pairs?: string;
  readonly samples?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Finds the thresholds of a finished run again. */
export const calibrateCommand = (): Command =>
  new Command('calibrate')
    .description('find a run’s thresholds, on its validation samples or on pairs of your own')
    .argument('<run>', 'the run’s folder')
    .option('--pairs <file>', 'a table with the columns a, b (images, from its folder on) and same (1 or 0)')
    .addOption(samplesFlag())
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar calibrate runs/glyphs-online-triplet-16d
  nearfar calibrate runs/faces-online-triplet-16d --pairs faces/pairs.csv

The thresholds go into metrics.json and into the model’s files; "nearfar report"
draws the run’s pictures with them.`,
    )
    .action(async (path: string, { json = false, ...options }: Flags) => {
      const output = outputFor(json);
      const view = new ProgressView();
      const found = await calibrate(path, options, { onEvent: event => view.show(event) }).finally(() => view.close());
      output.result({ runDir: path, ...found }, calibrationText(found));
    });
