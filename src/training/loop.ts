import { input } from '../graph/ops/index.ts';
import { buffer, type SessionOptions } from '../graph/runtime.ts';
import type { Architecture, Method } from '../methods/method.ts';
import type { NdArray } from '../nd-array.ts';
import type { ParameterValues, Scope, Transform } from '../nn/index.ts';
import { Random } from '../random.ts';
import type { BatchSource } from './batches.ts';
import { type Checkpoint, type Progress, requireOfRun } from './checkpoint.ts';
import type { EpochRecord, HistoryRecord } from './events.ts';
import { Guards, spread } from './guards.ts';
import type { Initial } from './initial.ts';
import { intensitiesOf, normalize, type SampleType } from './sample-type.ts';
import { buildStep, isOptimizerState, StepRunner } from './step.ts';
import { StepsByWidth } from './steps-by-width.ts';
import { ofWidth } from './token-width.ts';

export interface FitOptions {
  /** Labels are 0 … classes − 1. */
  readonly classes: number;
  /** How many training samples each class has. */
  readonly classCounts: readonly number[];
  readonly sample: SampleType;
  readonly method: Method;
  readonly architecture: Architecture;
  readonly optimizer: Transform;
  /** For messages only; the rate itself lies in `optimizer`. */
  readonly lr: number;
  readonly epochs: number;
  /** The epoch before which this stage of the run ends; the last one ends with `epochs`. */
  readonly until: number;
  readonly seed: number;
  readonly session: SessionOptions;
  readonly batches: BatchSource;
  /** Where to go on from. */
  readonly from?: Checkpoint;
  /** Whether this stage has parameters that the one before, whose end `from` is, did not have. */
  readonly grows?: boolean;
  /** Weights to start from, where there is nothing to go on from. */
  readonly initial?: Initial;
}

export interface FitHooks {
  readonly onStep: (state: {
    epoch: number;
    step: number;
    loss: number;
    seconds: number;
    imagesPerSecond: number;
    secondsLeft: number;
  }) => void;
  readonly onHistory: (record: HistoryRecord) => void;
  readonly onWarning: (text: string) => void;
  /** Shown the model before the first step and after each; its values are the live ones, to be read at once. Not counted as training time. */
  readonly onModel?: (step: number, values: () => ParameterValues) => Promise<void>;
  /** Validates the model after an epoch; its values are the live ones, to be read at once. */
  readonly validate: (values: ParameterValues) => Promise<Readonly<Record<string, number>>>;
  readonly onCheckpoint: (checkpoint: Checkpoint) => void;
  /** Asked after each step; true ends the run with a checkpoint. */
  readonly shouldStop: () => boolean;
  /** Seconds on a clock that only grows. */
  readonly now: () => number;
}

export interface Fitted {
  /** The model's parameters, without the optimiser's state. */
  readonly values: Record<string, NdArray<Float32Array>>;
  readonly interrupted: boolean;
  /** Where a next stage goes on from. */
  readonly checkpoint: Checkpoint;
}

/** About so many steps of an epoch are written into the history. */
const LOGGED_STEPS = 100;
/** Seconds between checkpoints inside an epoch. */
const CHECKPOINT_EVERY = 60;

/** Trains: for each epoch, for each batch, a step; then validation and a checkpoint. */
export async function fitModel(options: FitOptions, hooks: FitHooks): Promise<Fitted> {
  const { batches, epochs, until, seed, from, grows = false } = options;
  const noise = from ? new Random(from.progress.noise) : new Random(seed).fork('noise');
  const step = stepOf(options);
  const { parameters } = step;
  if (from) requireOfRun(from, { parameters, epochs, stepsPerEpoch: batches.stepsPerEpoch, grows });
  const start = from?.values ?? options.initial?.(parameters);
  const { sample, session } = options;
  const whole = await StepRunner.open(step, new Random(seed).fork('parameters'), start, session);
  const stepAt = (width: number) => stepOf({ ...options, sample: ofWidth(sample, width) });
  const runner = sample.areTokens ? new StepsByWidth(whole, stepAt, session) : whole;
  const samples = runner.feeds['samples']!;
  const labels = runner.feeds['labels'] ?? buffer('int32', [batches.rows]); // not every objective needs them
  const guards = new Guards(hooks.onWarning);
  const steps = batches.stepsPerEpoch;
  const every = Math.max(1, Math.floor(steps / LOGGED_STEPS));
  let progress: Progress = from?.progress ?? {
    epoch: 0,
    step: 0,
    lossSum: 0,
    trainSeconds: 0,
    noise: noise.state,
    historyLines: 0,
  };
  const record = (line: HistoryRecord) => {
    hooks.onHistory(line);
    progress = { ...progress, historyLines: progress.historyLines + 1 };
  };
  const placeOf = (step: number) => `epoch ${progress.epoch + 1}, step ${step}`;
  const requireFinite = () => guards.weights(placeOf(progress.step), runner.values, options.lr);
  const checkpoint = () => hooks.onCheckpoint({ progress, values: runner.values });
  const show = () => hooks.onModel?.(progress.epoch * steps + progress.step, () => modelOf(runner.values));
  await show();
  let savedAt = hooks.now();
  let interrupted = false;

  while (progress.epoch < until && !interrupted) {
    await batches.begin(progress.epoch, progress.step);
    while (progress.step < steps && !interrupted) {
      const place = placeOf(progress.step + 1);
      const started = hooks.now();
      await batches.next(samples, labels);
      guards.batch(place, labels.data as Int32Array);
      const metrics = await runner.run(noise);
      const seconds = hooks.now() - started;
      guards.step(place, metrics, options.lr);
      progress = advance(progress, metrics['loss']!, seconds, noise);
      const done = progress.epoch * steps + progress.step;
      const perStep = progress.trainSeconds / done;
      hooks.onStep({
        epoch: progress.epoch,
        step: progress.step,
        loss: progress.lossSum / progress.step,
        seconds: progress.trainSeconds,
        imagesPerSecond: batches.rows / perStep,
        secondsLeft: (epochs * steps - done) * perStep,
      });
      if (progress.step % every === 0) record(stepRecord(progress, done, metrics));
      await show();
      interrupted = hooks.shouldStop();
      if (interrupted || hooks.now() - savedAt > CHECKPOINT_EVERY) {
        requireFinite();
        checkpoint();
        savedAt = hooks.now();
      }
    }
    if (interrupted) break;
    requireFinite();
    const validation = await hooks.validate(modelOf(runner.values));
    record(epochRecord(progress, steps, validation));
    progress = { ...progress, epoch: progress.epoch + 1, step: 0, lossSum: 0 };
    checkpoint();
    interrupted = hooks.shouldStop() && progress.epoch < epochs;
  }
  const values = copied(runner.values);
  await runner.release();
  return { values: modelOf(values), interrupted, checkpoint: { progress, values } };
}

/** The program of one step: raw samples in, normalised, through the method's objective and the optimiser. */
function stepOf({ method, architecture, optimizer, sample, classes, classCounts, batches: { rows } }: FitOptions) {
  return buildStep((scope: Scope) => {
    const raw = input('samples', sample.dtype, [rows, ...sample.shape]);
    const labels = input('labels', 'int32', [rows]);
    const { loss, embeddings, metrics } = method.objective(
      {
        samples: normalize(raw, sample.normalization),
        intensities: intensitiesOf(raw, sample.normalization),
        labels,
        classes,
        classCounts,
      },
      architecture,
      scope,
    );
    return { loss, metrics: { ...metrics, ...(embeddings && spread(embeddings)) } };
  }, optimizer);
}

const advance = (progress: Progress, loss: number, seconds: number, noise: Random): Progress => ({
  ...progress,
  step: progress.step + 1,
  lossSum: progress.lossSum + loss,
  trainSeconds: progress.trainSeconds + seconds,
  noise: noise.state,
});

function stepRecord(
  { epoch }: Progress,
  step: number,
  { loss, ...metrics }: Readonly<Record<string, number>>,
): HistoryRecord {
  return { kind: 'step', epoch: epoch + 1, step, loss: loss!, metrics };
}

function epochRecord(progress: Progress, steps: number, validation: EpochRecord['validation']): EpochRecord {
  const { epoch, lossSum, trainSeconds } = progress;
  return {
    kind: 'epoch',
    epoch: epoch + 1,
    step: (epoch + 1) * steps,
    loss: lossSum / steps,
    trainSeconds,
    validation,
  };
}

const modelOf = (values: Record<string, NdArray<Float32Array>>): Record<string, NdArray<Float32Array>> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !isOptimizerState(name)));

const copied = (values: Record<string, NdArray<Float32Array>>): Record<string, NdArray<Float32Array>> =>
  Object.fromEntries(Object.entries(values).map(([name, { data, shape }]) => [name, { data: data.slice(), shape }]));
