import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { datasets, methods, networks, runSummary, type TrainOptions, train, UsageError } from '../../index.ts';
import { withHelpAll } from '../command.ts';
import { jsonFlag } from '../flags.ts';
import { interruption } from '../interruption.ts';
import { metricsTable, outputFor } from '../output.ts';
import { ProgressView } from '../progress.ts';
import { addTrainFlags, configFlag, givenOptions, optionsOf } from '../train-flags.ts';

interface Flags {
  readonly out?: string;
  readonly resume?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  nearfar train                      on drawn characters, evaluated on new ones
  nearfar train photos/              your images, a folder a class
  nearfar train --dataset mnist --dim 2 --epochs 1          digits in the plane
  nearfar train --dataset mnist --unseen-classes 7,8,9      does it generalise?
  nearfar train --method triplet --out runs/a       if this was interrupted:
  nearfar train --resume --out runs/a               (--epochs 10 trains longer)`;

const FOLDER = `
The run's folder gets model.onnx (raw samples in, embeddings out, for any ONNX
runtime), metrics.json, report.html (all results on one page), plots/,
latent-space.gif, embeddings.parquet, pairs.parquet, history.jsonl, config.json
and checkpoint/.`;

const LISTS = `
Methods:
${methods.names.map(name => `  ${name.padEnd(19)} ${methods.about(name).summary}`).join('\n')}

Networks:
${networks.names.map(name => `  ${name.padEnd(19)} ${networks.about(name).summary}`).join('\n')}`;

export const trainCommand = (): Command => {
  const command = new Command('train').description(
    'train a network so that its distances mean likeness, and evaluate it',
  );
  command.argument('[path...]', 'your own data: images, a table, pairs, an array');
  addTrainFlags(command)
    .option('--out <dir>', 'the run’s folder (default: a new one under runs/)')
    .option('--resume', 'go on with the run in --out from its checkpoint')
    .option(...configFlag)
    .addOption(jsonFlag())
    .addHelpText('after', `${FOLDER}\n${EXAMPLES}`);
  return withHelpAll(command, LISTS).action(async (paths: string[], { out, resume, config, json = false }: Flags) => {
    const output = outputFor(json);
    const view = new ProgressView();
    const signal = interruption(text => view.show({ type: 'phase', text }));
    const flags = await optionsOf(command, config);
    const options: TrainOptions = {
      ...flags,
      ...(paths.length > 0 && { dataset: ownPath(datasets.together(paths), givenOptions(command).dataset) }),
      ...(out !== undefined && { out }),
      ...(resume && { resume }),
    };
    const result = await train(options, { onEvent: event => view.show(event), signal }).finally(() => view.close());
    const report = join(result.runDir, 'report.html');
    output.result(
      result,
      `\n${runSummary(result)}\n\n${metricsTable(result)}\n\n${existsSync(report) ? report : result.runDir}`,
    );
  });
};

/** The path that stands in place of `--dataset`. */
function ownPath(path: string, dataset: TrainOptions['dataset']): string {
  if (dataset === undefined) return path;
  throw new UsageError({
    who: 'train',
    expected: 'one data set',
    got: `"${path}" and --dataset ${String(dataset)}`,
    fix: 'Leave one out',
  });
}
