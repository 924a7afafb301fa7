import type { SessionOptions } from '../graph/runtime.ts';
import type { ParameterValues } from '../nn/index.ts';
import { datasetOf, encoderOf, methodOf, optimizerOf } from './assemble.ts';
import { DirectBatches } from './batches.ts';
import { isPlain, nameOf, type TrainConfig } from './config.ts';
import { Encoder, exportEncoder } from './encoder.ts';
import type { TrainEvent } from './events.ts';
import { judge, type Metrics, watch } from './judge.ts';
import { fitModel } from './loop.ts';
import { drawPlots } from './plots.ts';
import { PrefetchedBatches } from './prefetch.ts';
import { type PreparedData, prepare } from './prepare.ts';
import type { RunFolder } from './run-folder.ts';

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
  const encoder = encoderOf(config, data.sample);
  const batches = isPlain(config)
    ? new PrefetchedBatches(data.train, method, config)
    : new DirectBatches(data.train, method.batches, config.seed);
  const from = folder.checkpoint;
  folder.truncateHistory(from?.progress.historyLines ?? 0);
  const modelOf = (values: ParameterValues) => exportEncoder(encoder, data.sample, values);

  const fitted = await fitModel(
    {
      train: data.train,
      classes: data.classes,
      sample: data.sample,
      method,
      encoder,
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
      validate: values =>
        withEncoder(modelOf(values), session, e => (data.validation ? watch(e, data.validation) : {})),
      onCheckpoint: checkpoint => folder.saveCheckpoint(checkpoint),
      shouldStop,
      now: () => performance.now() / 1000,
    },
  );
  await batches.close();
  if (fitted.interrupted) throw new Interrupted();

  const { trainSeconds } = fitted.progress;
  const images = batches.stepsPerEpoch * config.epochs * method.batches.rows;
  const summary = {
    runDir: folder.path,
    method: method.name,
    dataset: nameOf(config.dataset),
    dim: config.dim,
    epochs: config.epochs,
    trainSeconds,
    imagesPerSecond: images / trainSeconds,
  };
  const model = exportEncoder(encoder, data.sample, fitted.values, metadataOf(summary, data));
  folder.saveModel(model);
  return withEncoder(model, session, async e => {
    tell({ type: 'phase', text: 'Judging on the test set' });
    const result = { ...summary, metrics: await judgeAll(e, data) };
    folder.saveMetrics(result);
    tell({ type: 'phase', text: 'Drawing' });
    await drawPlots(folder, e, data, `${summary.method} on ${summary.dataset}`);
    return result;
  });
}

export const sessionOptions = ({ device, threads }: TrainConfig): SessionOptions => ({
  device: device === 'auto' ? 'cpu' : device,
  ...(threads !== undefined && { threads }),
});

/** Seen and unseen classes apart; what there is of both comes first under the plain names. */
export async function judgeAll(encoder: Encoder, { seen, unseen }: PreparedData): Promise<RunResult['metrics']> {
  const unseenMetrics = unseen && (await judge(encoder, unseen));
  const main = seen ? await judge(encoder, seen) : unseenMetrics!;
  return { ...main, ...(unseenMetrics && { unseen: unseenMetrics }) };
}

async function withEncoder<T>(
  model: Uint8Array,
  session: SessionOptions,
  use: (encoder: Encoder) => Promise<T> | T,
): Promise<T> {
  const encoder = await Encoder.open(model, session);
  try {
    return await use(encoder);
  } finally {
    await encoder.close();
  }
}

const metadataOf = (summary: Omit<RunResult, 'metrics'>, { train }: PreparedData): Record<string, string> => ({
  'nearfar.method': summary.method,
  'nearfar.dataset': summary.dataset,
  'nearfar.distance': 'euclidean',
  'nearfar.classes': JSON.stringify(train.classNames),
});
