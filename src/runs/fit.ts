import type { Dataset } from '../data/dataset.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import type { Method } from '../methods/method.ts';
import {
  architectureOf,
  datasetOf,
  fetchNetworkOf,
  methodOf,
  networkOf,
  requireMethodFor,
  requireNetwork,
  sampleFor,
  sessionOptions,
} from '../training/assemble.ts';
import { isVarying } from '../training/augment.ts';
import { choiceOf } from '../training/augment-options.ts';
import { type CompletedConfig, completedBy, decisions } from '../training/completed.ts';
import { nameOf, type TrainConfig } from '../training/config.ts';
import type { HistoryRecord } from '../training/events.ts';
import { overSamples } from '../training/frozen.ts';
import { exportModel, type ModelFiles } from '../training/model.ts';
import { type PreparedData, prepare } from '../training/prepare.ts';
import type { RunHooks } from './fittable.ts';
import { initialOf } from './initial-weights.ts';
import { ofData, requireSameData, tellSkipped } from './own-data.ts';
import { Interrupted, type RunResult } from './result.ts';
import type { RunFolder } from './run-folder.ts';
import { fitStages } from './stages.ts';
import { isMachineIdle } from './threads.ts';

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
  requireNetwork(config);
  const sample = sampleFor(config, data.sample);
  requireMethodFor(method, sample);
  const classCounts = countsOf(data.train);
  const whole = overSamples({ data, sample, architecture: architectureOf(config, sample) });
  const from = folder.checkpoint;
  const plan = method.batches(data.classes);
  const { rows } = plan;
  if (!from) folder.saveConfig(given, { ...filledIn(given, config, method, rows), ...ofData(given, data) });
  else requireSameData(folder, data.reading);
  const { text } = networkOf(config) ?? {};
  if (text) folder.saveText(text);
  folder.truncateHistory(from?.progress.historyLines ?? 0);
  const hooks = { onEvent, onFitting, shouldStop };
  const run = { config, folder, method, session, classCounts, hooks };
  const fitted = await fitStages(run, whole, from ? { from } : initialOf(config));
  if (fitted.interrupted) throw new Interrupted();

  const seen = plan.over(data.train).batchesPerEpoch * config.epochs * rows;
  const summary = summaryOf(config, folder, method, seen, fitted.checkpoint.progress.trainSeconds);
  const metadata = metadataOf(summary, data, method);
  const model = exportModel(method, whole.architecture, sample, fitted.values, metadata);
  folder.saveModel(model);
  return { chosen: config, summary, data, model, session };
}

function summaryOf(
  { dataset, loss, miner, dim, epochs }: CompletedConfig,
  { path, history }: RunFolder,
  { name }: Method,
  seen: number,
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
    imagesPerSecond: seen / trainSeconds,
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
