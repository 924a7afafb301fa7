import type { Dataset } from '../data/dataset.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import type { Method } from '../methods/method.ts';
import type { ParameterValues } from '../nn/index.ts';
import { architectureOf, datasetOf, methodOf, optimizerOf } from '../training/assemble.ts';
import { DirectBatches } from '../training/batches.ts';
import { isPlain, nameOf, type TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { Camera } from './frames.ts';
import { type JudgedSamples, judge, lookAt, type Metrics, verify, watch } from './evaluate-model.ts';
import { look } from './encoded.ts';
import { fitModel } from '../training/loop.ts';
import { exportModel, Model, type ModelFiles } from '../training/model.ts';
import { drawPlots } from './pictures/index.ts';
import { PrefetchedBatches } from '../training/prefetch.ts';
import { type PreparedData, prepare } from '../training/prepare.ts';
import type { RunFolder } from './run-folder.ts';
import { saveRunReport } from './pictures/run-report.ts';

/** What a run comes to; also what `metrics.json` holds. */
export interface RunResult {
  readonly runDir: string;
  readonly method: string;
  readonly dataset: string;
  readonly dim: number;
  readonly epochs: number;
  readonly trainSeconds: number;
  readonly imagesPerSecond: number;
  /** Over the classes trained on where the test set has them, else over the unseen ones. */
  readonly metrics: Metrics & { readonly unseen?: Metrics };
}

export interface RunHooks {
  readonly tell: (event: TrainEvent) => void;
  readonly shouldStop: () => boolean;
}

/** A run that was stopped from outside, with a checkpoint to go on from. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** A whole run: data, training, model, judging, pictures. `folder` gets all of it; with a checkpoint there, it goes on from that. */
export async function run(config: TrainConfig, folder: RunFolder, { tell, shouldStop }: RunHooks): Promise<RunResult> {
  const session = sessionOptions(config);
  const data = prepare(await datasetOf(config, tell), config);
  const method = methodOf(config);
  for (const text of warningsOf(method, config)) tell({ type: 'warning', text });
  const architecture = architectureOf(config, data.sample);
  const plan = method.batches(data.classes);
  const batches = isPlain(config)
    ? new PrefetchedBatches(data.train, plan, config)
    : new DirectBatches(data.train, plan, config);
  const from = folder.checkpoint;
  folder.truncateHistory(from?.progress.historyLines ?? 0);
  const filesOf = (values: ParameterValues, metadata = {}) =>
    exportModel(method, architecture, data.sample, values, metadata);
  const camera =
    config.plots && method.encoder ? await Camera.open(folder, data, config.epochs, batches.stepsPerEpoch) : undefined;

  const fitted = await fitModel(
    {
      classes: data.classes,
      classCounts: countsOf(data.train),
      sample: data.sample,
      method,
      architecture,
      optimizer: optimizerOf(config, batches.stepsPerEpoch * config.epochs),
      lr: config.lr,
      epochs: config.epochs,
      seed: config.seed,
      session,
      batches,
      ...(from && { from }),
    },
    {
      onStep: step => tell({ type: 'step', epochs: config.epochs, steps: batches.stepsPerEpoch, ...step }),
      onHistory: record => {
        folder.appendHistory(record);
        if (record.kind === 'epoch') tell({ type: 'epoch', record });
      },
      onWarning: text => tell({ type: 'warning', text }),
      ...(camera && {
        onModel: (step, values) =>
          camera.take(step, () => withModel(filesOf(values()), session, model => model.embed(camera.samples))),
      }),
      validate: values =>
        withModel(filesOf(values), session, model => (data.validation ? watch(model, data.validation) : {})),
      onCheckpoint: checkpoint => folder.saveCheckpoint(checkpoint),
      shouldStop,
      now: () => performance.now() / 1000,
    },
  );
  await batches.close();
  if (fitted.interrupted) throw new Interrupted();

  const { trainSeconds } = fitted.progress;
  const images = batches.stepsPerEpoch * config.epochs * batches.rows;
  const summary = {
    runDir: folder.path,
    method: method.name,
    dataset: nameOf(config.dataset),
    dim: config.dim,
    epochs: config.epochs,
    trainSeconds,
    imagesPerSecond: images / trainSeconds,
  };
  const files = filesOf(fitted.values, metadataOf(summary, data, method));
  folder.saveModel(files);
  return withModel(files, session, async model => {
    tell({ type: 'phase', text: 'Judging on the test set' });
    const threshold = await thresholdOf(model, data);
    const parts = await lookAt(model, data);
    const result = { ...summary, metrics: await judgeAll(model, parts, threshold) };
    folder.saveMetrics(result);
    if (!config.plots) return result;
    tell({ type: 'phase', text: 'Drawing' });
    const title = `${summary.method} on ${summary.dataset}`;
    await drawPlots(folder, { title, model, parts, threshold, projection: config.projection });
    await saveRunReport(folder, config, result);
    return result;
  });
}

/** What is likely a mistake: cause and fix, a sentence each. */
function warningsOf({ warnings = [], views = 1, learnsClasses, name }: Method, { augment }: TrainConfig): string[] {
  const found = [...warnings];
  if (views > 1 && !augment?.jitter) {
    const cause = `All ${views} views of a sample are the same, so that there is nothing to learn from them.`;
    found.push(`${cause} Set augment.jitter in a config file.`);
  }
  if (learnsClasses && augment?.classJitter) {
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

export const sessionOptions = ({ device, threads }: TrainConfig): SessionOptions => ({
  device: device === 'auto' ? 'cpu' : device,
  ...(threads !== undefined && { threads }),
});

/** The distance up to which validation pairs are best told to be of one class, if there are such pairs. */
export const thresholdOf = async (model: Model, { validation }: PreparedData): Promise<number | undefined> =>
  validation && (await verify(model, await look(model, validation))).threshold;

/** Seen and unseen classes apart; what there is of both comes first under the plain names. */
export async function judgeAll(
  model: Model,
  parts: readonly JudgedSamples[],
  threshold: number | undefined,
): Promise<RunResult['metrics']> {
  const judged: Metrics[] = [];
  for (const part of parts) judged.push(await judge(model, part, threshold));
  const unseen = judged[parts.findIndex(({ trained }) => !trained)];
  return { ...judged[0]!, ...(unseen && { unseen }) };
}

async function withModel<T>(
  files: ModelFiles,
  session: SessionOptions,
  use: (model: Model) => Promise<T> | T,
): Promise<T> {
  const model = await Model.open(files, session);
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

const metadataOf = (
  summary: Omit<RunResult, 'metrics'>,
  { train }: PreparedData,
  { scorer }: Method,
): Record<string, string> => ({
  'nearfar.method': summary.method,
  'nearfar.dataset': summary.dataset,
  'nearfar.distance': scorer ? 'learned' : 'euclidean',
  'nearfar.classes': JSON.stringify(train.classNames),
});
