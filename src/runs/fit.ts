import type { Dataset } from '../data/dataset.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import type { Method } from '../methods/method.ts';
import type { ParameterValues } from '../nn/index.ts';
import {
  architectureOf,
  datasetOf,
  fetchNetworkOf,
  methodOf,
  networkOf,
  optimizerOf,
  sampleFor,
  sessionOptions,
} from '../training/assemble.ts';
import { isVarying } from '../training/augment.ts';
import { choiceOf } from '../training/augment-options.ts';
import { type BatchSource, DirectBatches } from '../training/batches.ts';
import { type CompletedConfig, completedBy, decisions } from '../training/completed.ts';
import { isPlain, nameOf, type TrainConfig } from '../training/config.ts';
import type { HistoryRecord, TrainEvent } from '../training/events.ts';
import { type Fitting, overSamples } from '../training/frozen.ts';
import { LiveEncoder } from '../training/live-encoder.ts';
import { fitModel } from '../training/loop.ts';
import { exportModel, type ModelFiles, withModel } from '../training/model.ts';
import { PrefetchedBatches } from '../training/prefetch.ts';
import { type PreparedData, prepare } from '../training/prepare.ts';
import { validate } from './evaluate-model.ts';
import { FrameRecorder } from './frames.ts';
import { initialOf } from './initial-weights.ts';
import { ofData, requireSameData, tellSkipped } from './own-data.ts';
import { Interrupted, type RunResult } from './result.ts';
import type { RunFolder } from './run-folder.ts';
import { isMachineIdle } from './threads.ts';
import { throughFrozen } from './through-frozen.ts';

export interface RunHooks {
  readonly onEvent: (event: TrainEvent) => void;
  /** Told when the model begins to be fit and when it is done: in between, stopping takes a checkpoint. */
  readonly onFitting: (isFitting: boolean) => void;
  /** Asked after each step, and between parts of the evaluation; true ends the run, with a checkpoint. */
  readonly shouldStop: () => boolean;
}

/** A trained network, before it is evaluated. */
export interface FittedRun {
  /** The config with what the data decided. */
  readonly chosen: CompletedConfig;
  readonly summary: Omit<RunResult, 'metrics'>;
  readonly data: PreparedData;
  readonly model: ModelFiles;
  readonly session: SessionOptions;
}

/**
 * Trains the network of a config on its data set. The folder gets history, checkpoints, frames and the model's files; if
 * it has a checkpoint, training continues from there.
 *
 * @throws Interrupted after `shouldStop`
 */
export async function fit(
  given: TrainConfig,
  folder: RunFolder,
  { onEvent, onFitting, shouldStop }: RunHooks,
): Promise<FittedRun> {
  const session = { ...sessionOptions(given), spin: await isMachineIdle() };
  await fetchNetworkOf(given, onEvent);
  const data = prepare(await datasetOf(given, onEvent), given);
  const config = completedBy(given, data);
  const method = methodOf(config);
  for (const text of decisions(given, config, data)) onEvent({ type: 'note', text });
  if (data.reading) tellSkipped(folder, data.reading, onEvent);
  for (const text of [...data.notes, ...warningsOf(method, config)]) onEvent({ type: 'warning', text });
  const sample = sampleFor(config, data.sample);
  const classCounts = countsOf(data.train);
  const whole = overSamples({ data, sample, architecture: architectureOf(config, sample) });
  const from = folder.checkpoint;
  const { rows } = method.batches(data.classes);
  if (!from) folder.saveConfig(given, { ...filledIn(given, config, method, rows), ...ofData(given, data) });
  else requireSameData(folder, data.reading);
  const { text } = networkOf(config) ?? {};
  if (text) folder.saveText(text);
  folder.truncateHistory(from?.progress.historyLines ?? 0);
  const fitting = await throughFrozen(config, method, whole, { session, classCounts, onEvent, shouldStop });
  const batches = batchesOf(config, fitting.data, method);
  const filesOf = ({ architecture, sample }: Fitting, values: ParameterValues, metadata = {}) =>
    exportModel(method, architecture, sample, values, metadata);
  const frames =
    config.plots && method.encoder
      ? await FrameRecorder.open(folder, data, batches.stepsPerEpoch, config.epochs, async samples => {
          const { architecture, sample } = fitting;
          return LiveEncoder.open(method.encoder!, architecture, sample, await fitting.of(samples), session);
        })
      : undefined;

  onFitting(true);
  const fitted = await fitModel(
    {
      classes: data.classes,
      classCounts,
      sample: fitting.sample,
      method,
      architecture: fitting.architecture,
      optimizer: optimizerOf(config, batches.stepsPerEpoch * config.epochs),
      lr: config.lr,
      epochs: config.epochs,
      seed: config.seed,
      session,
      batches,
      ...(from ? { from } : initialOf(config)),
    },
    {
      onStep: step => onEvent({ type: 'step', epochs: config.epochs, steps: batches.stepsPerEpoch, ...step }),
      onHistory: record => {
        folder.appendHistory(record);
        if (record.kind === 'epoch') onEvent({ type: 'epoch', record });
      },
      onWarning: text => onEvent({ type: 'warning', text }),
      ...(frames && { onModel: (step, values) => frames.record(step, values) }),
      validate: values =>
        withModel(filesOf(fitting, values), session, model =>
          fitting.data.validation ? validate(model, fitting.data.validation) : {},
        ),
      onCheckpoint: checkpoint => folder.saveCheckpoint(checkpoint),
      shouldStop,
      now: () => performance.now() / 1000,
    },
  ).finally(() => Promise.all([batches.close(), fitting.close()]));
  onFitting(false);
  await frames?.close();
  if (fitted.interrupted) throw new Interrupted();

  const summary = summaryOf(config, folder, method, batches, fitted.progress.trainSeconds);
  const model = filesOf(whole, fitted.values, metadataOf(summary, data, method));
  folder.saveModel(model);
  return { chosen: config, summary, data, model, session };
}

/** Batches made ahead by another thread, or in this one where the config has objects that no thread can be given. */
function batchesOf(config: TrainConfig, { classes, train }: PreparedData, method: Method): BatchSource {
  const plan = method.batches(classes);
  return isPlain(config) ? new PrefetchedBatches(train, plan, config) : new DirectBatches(train, plan, config);
}

function summaryOf(
  { dataset, loss, miner, dim, epochs }: CompletedConfig,
  { path, history }: RunFolder,
  { name }: Method,
  { stepsPerEpoch, rows }: BatchSource,
  trainSeconds: number,
): FittedRun['summary'] {
  return {
    runDir: path,
    method: name,
    ...(loss !== undefined && { loss: nameOf(loss) }),
    ...(miner !== undefined && { miner: nameOf(miner) }),
    dataset: nameOf(dataset),
    dim,
    epochs,
    trainSeconds,
    imagesPerSecond: (stepsPerEpoch * epochs * rows) / trainSeconds,
    ...validationOf(history),
  };
}

/** The metrics on validation samples after the last epoch, if there are such samples. */
function validationOf(history: readonly HistoryRecord[]): Pick<RunResult, 'validation'> {
  const last = history.filter(record => record.kind === 'epoch').at(-1);
  return last && Object.keys(last.validation).length > 0 ? { validation: last.validation } : {};
}

/** What the method and the data filled in where the config left it open. */
const filledIn = (
  given: TrainConfig,
  { network, epochs }: CompletedConfig,
  { options }: Method,
  rows: number,
): object => {
  const known: Readonly<Record<string, unknown>> = { ...given, ...given.methodOptions };
  const all = { network: nameOf(network), epochs, ...options, batchSize: options['batchSize'] ?? rows };
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== undefined && !(name in known)));
};

/** Likely mistakes in the options: cause and fix, a sentence each. */
function warningsOf({ warnings = [], views = 1, learnsClasses, name }: Method, { augment }: TrainConfig): string[] {
  const found = [...warnings];
  if (views > 1 && !isVarying(augment)) {
    const cause = `All ${views} views of a sample are the same, so that there is nothing to learn from them.`;
    found.push(`${cause} Set --augment jitter, or augment in a config file.`);
  }
  if (learnsClasses && augment && choiceOf(augment).classJitter) {
    const cause = `augment.classJitter makes other classes in every batch, but ${name} learns something of each class.`;
    found.push(`${cause} Leave it out, or use jitter alone.`);
  }
  return found;
}

function countsOf({ labels, classNames }: Dataset): number[] {
  const counts = classNames.map(() => 0);
  for (const label of labels) counts[label]!++;
  return counts;
}

const metadataOf = (
  summary: FittedRun['summary'],
  { train }: PreparedData,
  { scorer }: Method,
): Record<string, string> => ({
  'nearfar.method': summary.method,
  'nearfar.dataset': summary.dataset,
  'nearfar.distance': scorer ? 'learned' : 'euclidean',
  'nearfar.classes': JSON.stringify(train.classNames),
});
