import { Command, InvalidArgumentError } from 'commander';
import {
  datasets,
  distances,
  losses,
  methods,
  miners,
  networks,
  readConfig,
  type TrainOptions,
  train,
} from '../../index.ts';
import { interruption } from '../interruption.ts';
import { metricsTable, outputFor } from '../output.ts';
import { duration, ProgressView } from '../progress.ts';

/** What `--config` is, for the help of every command that has it. */
export const CONFIG_HELP =
  'options from a JSON file, or from a TypeScript or JavaScript one, which is code and is run; flags come on top';

/** A flag's value as a number; what it may be is checked with the other options. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

export const list = (text: string): string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');

/** name=value, added to those before; numbers and true or false are read as such. */
function setting(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [name = '', value] = text.split(/=(.*)/s, 2);
  if (name === '' || value === undefined) throw new InvalidArgumentError('It must be name=value.');
  const known: Record<string, unknown> = { true: true, false: false };
  return { ...before, [name]: value in known ? known[value] : Number.isNaN(Number(value)) ? value : Number(value) };
}

const integer = (text: string): number => number(text);

/** The flags that say what to train: name, help, and how its text is read. */
const FLAGS: readonly [flag: string, help: string, parse?: (text: string, before: never) => unknown][] = [
  ['--dataset <name>', `what to train on: ${datasets.names.join(', ')} (default: glyphs)`],
  ['--method <name>', `how: ${methods.names.join(', ')} (default: online-triplet)`],
  ['--loss <name>', `a loss of the library, over mined batches: ${losses.names.join(', ')}`],
  ['--miner <name>', `what the loss goes over: ${miners.names.join(', ')} (default: the method’s, or all)`],
  ['--distance <name>', `of the loss and the miner: ${distances.names.join(', ')} (default: the loss’s)`],
  ['--method-option <name=value>', 'an option of the method, like margin=2; may be repeated', setting],
  ['--loss-option <name=value>', 'an option of the loss; may be repeated', setting],
  ['--miner-option <name=value>', 'an option of the miner; may be repeated', setting],
  ['--distance-option <name=value>', 'an option of the distance; may be repeated', setting],
  ['--network <name>', `the encoder: ${networks.names.join(', ')} (default: embedding-net)`],
  ['--dim <n>', 'width of the embedding (default: 16)', integer],
  ['--epochs <n>', 'times through the training set (default: 5)', integer],
  ['--batch-size <n>', 'pairs, triplets or samples a step (default: the method’s)', integer],
  ['--lr <x>', 'learning rate, the highest of its schedule (default: 0.002)', number],
  ['--loss-lr <x>', 'learning rate of the loss’s own weights (default: that of --lr)', number],
  ['--optimizer <name>', 'adam, adamw or sgd (default: adam)'],
  ['--schedule <name>', 'of the learning rate: one-cycle, cosine or constant (default: one-cycle)'],
  ['--weight-decay <x>', 'default: 0', number],
  ['--clip-norm <x>', 'shrink longer gradients to this length (default: off)', number],
  ['--seed <n>', 'same seed, same result (default: 0)', integer],
  ['--unseen-classes <a,b>', 'classes to keep out of training and judge apart', list],
  ['--device <name>', 'auto, cpu, webgpu or cuda (default: auto, the CPU)'],
  ['--threads <n>', 'threads of the runtime (default: one a core)', integer],
  ['--no-plots', 'draw no pictures'],
  [
    '--projection <name>',
    'of embeddings of more than two dimensions: auto, pca or umap (default: auto, umap above ten classes)',
  ],
  ['--data-dir <dir>', 'a folder that has the data files already (default: $NEARFAR_DATA)'],
];

/** The flags for one option each, gathered under the names that the config has for them. */
export function plural(flags: Record<string, unknown>): TrainOptions {
  const { methodOption, lossOption, minerOption, distanceOption, ...given } = flags;
  const named = {
    methodOptions: methodOption,
    lossOptions: lossOption,
    minerOptions: minerOption,
    distanceOptions: distanceOption,
  };
  return { ...given, ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) };
}

/** Adds the flags that say what to train, but for those of the options in `without`. */
export function withTrainFlags(command: Command, without: readonly string[] = []): Command {
  for (const [flag, help, parse] of FLAGS) {
    if (without.some(name => flag.startsWith(`--${name} `))) continue;
    if (parse) command.option(flag, help, parse as (text: string, before: unknown) => unknown);
    else command.option(flag, help);
  }
  return command;
}

interface Flags {
  out?: string;
  resume?: boolean;
  config?: string;
  json?: boolean;
}

export const trainCommand = (): Command =>
  withTrainFlags(new Command('train').description('train a network so that its distances mean likeness, and judge it'))
    .option('--out <dir>', 'the run’s folder (default: a new one under runs/)')
    .option('--resume', 'go on with the run in --out from its checkpoint')
    .option('--config <file>', CONFIG_HELP)
    .option('--json', 'print the result as one line of JSON')
    .addHelpText(
      'after',
      `
What you get in the run's folder:
  model.onnx      the encoder: raw samples in, embeddings out, for any ONNX runtime
  metrics.json    precision@1, MAP@R, R-precision, 5-NN, ROC-AUC, EER on the test set
  report.html     all of it on one page that opens without a server: table, pictures, points to hover over
  plots/          scatter, curves, ROC, distances, neighbours, mistakes, episodes (PNG and SVG)
  latent-space.gif  the embeddings developing during training
  embeddings.parquet, pairs.parquet, history.jsonl, config.json, checkpoint/

Methods:
${methods.names.map(name => `  ${name.padEnd(19)} ${methods.summaryOf(name)}`).join('\n')}

Networks:
${networks.names.map(name => `  ${name.padEnd(19)} ${networks.byName(name).summary}`).join('\n')}

Examples:
  nearfar train                                              the built-in characters, judged on ones never seen
  nearfar train --dataset mnist --dim 2 --epochs 1           digits in the plane, to look at
  nearfar train --dataset mnist --unseen-classes 7,8,9       does it generalise to digits it never saw?
  nearfar train --method triplet --epochs 2 --out runs/a     then, if it was interrupted:
  nearfar train --resume --out runs/a`,
    )
    .action(async (flags: Flags & Record<string, unknown>) => {
      const { out, resume, config, json = false, ...given } = flags;
      const output = outputFor(json);
      const view = new ProgressView();
      const signal = interruption(text => view.show({ type: 'phase', text }));
      const fromFile = config === undefined ? {} : await readConfig(config);
      const options = { ...fromFile, ...plural(given), ...(out !== undefined && { out }), ...(resume && { resume }) };
      const result = await train(options as TrainOptions, {
        onEvent: event => view.show(event),
        signal,
      }).finally(() => view.close());
      const { method, dataset, dim, epochs, trainSeconds, imagesPerSecond, runDir } = result;
      const summary = `${method} on ${dataset}, ${dim} dimensions: ${epochs} epochs in ${duration(trainSeconds)} (${Math.round(imagesPerSecond)} images/s)`;
      output.result(
        result,
        `\n${summary}\n\n${metricsTable(result)}\n\n${runDir}/${options.plots === false ? '' : 'report.html'}`,
      );
    });
