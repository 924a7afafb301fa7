import { UsageError } from '../errors.ts';
import type { Method } from '../methods/method.ts';
import type { ParameterValues } from '../nn/index.ts';
import { networkOf, optimizerOf } from '../training/assemble.ts';
import { type BatchSource, DirectBatches } from '../training/batches.ts';
import type { CompletedConfig } from '../training/completed.ts';
import { isPlain } from '../training/config.ts';
import { type Fitting, held } from '../training/frozen.ts';
import { LiveEncoder } from '../training/live-encoder.ts';
import { type FitOptions, type Fitted, fitModel } from '../training/loop.ts';
import { exportModel, withModel } from '../training/model.ts';
import { PrefetchedBatches } from '../training/prefetch.ts';
import { validate } from './evaluate-model.ts';
import type { Fittable } from './fittable.ts';
import { FrameRecorder } from './frames.ts';
import { throughFrozen } from './through-frozen.ts';

/** The epochs up to a number, and what they go over. */
interface Stage {
  readonly until: number;
  readonly open: () => Promise<Fitting>;
}

/** All epochs at once, or those with the pretrained part held as it is, and then the others. */
function stagesOf(run: Fittable, whole: Fitting): readonly Stage[] {
  const { epochs, unfreezeAfter } = run.config;
  const pretrained = networkOf(run.config)?.pretrained;
  const open = async () => (pretrained?.isFrozen ? throughFrozen(run, pretrained, whole) : whole);
  if (unfreezeAfter === undefined) return [{ until: epochs, open }];
  if (unfreezeAfter >= epochs) {
    const expected = `fewer than the ${epochs} epochs of the run`;
    throw new UsageError({ who: '--unfreeze-after', expected, got: String(unfreezeAfter) });
  }
  const first = () => throughFrozen(run, pretrained!, held(whole, pretrained!));
  return [
    { until: unfreezeAfter, open: first },
    { until: epochs, open },
  ];
}

/** Fits a model from where `start` is, stage by stage: what one has learned is where the next begins. */
export async function fitStages(
  run: Fittable,
  whole: Fitting,
  start: Pick<FitOptions, 'from' | 'initial'>,
): Promise<Fitted> {
  const stages = stagesOf(run, whole);
  const last = stages.at(-1)!;
  let { from } = start;
  for (const stage of stages.slice(0, -1)) {
    if (from && from.progress.epoch >= stage.until) continue;
    const fitted = await fitStage(run, whole, stage, { ...start, ...(from && { from }) });
    if (fitted.interrupted) return fitted;
    from = fitted.checkpoint;
  }
  const grows = stages.length > 1 && from?.progress.epoch === stages[0]!.until && from.progress.step === 0;
  return fitStage(run, whole, last, { ...start, ...(from && { from }), grows });
}

async function fitStage(
  { config, folder, method, session, classCounts, hooks: { onEvent, onFitting, shouldStop } }: Fittable,
  { data }: Fitting,
  { until, open }: Stage,
  start: Pick<FitOptions, 'from' | 'initial' | 'grows'>,
): Promise<Fitted> {
  const fitting = await open();
  const { architecture, sample } = fitting;
  const { validation } = fitting.data;
  const batches = batchesOf(config, fitting, method);
  const steps = batches.stepsPerEpoch;
  const modelOf = (values: ParameterValues) => exportModel(method, architecture, sample, values);
  const frames =
    config.plots && method.encoder
      ? await FrameRecorder.open(folder, data, steps, config.epochs, async samples =>
          LiveEncoder.open(method.encoder!, architecture, sample, await fitting.of(samples), session),
        )
      : undefined;
  onFitting(true);
  const fitted = await fitModel(
    {
      classes: data.classes,
      classCounts,
      sample,
      method,
      architecture,
      optimizer: optimizerOf(config, steps * config.epochs),
      lr: config.lr,
      epochs: config.epochs,
      until,
      seed: config.seed,
      session,
      batches,
      ...start,
    },
    {
      onStep: step => onEvent({ type: 'step', epochs: config.epochs, steps, ...step }),
      onHistory: record => {
        folder.appendHistory(record);
        if (record.kind === 'epoch') onEvent({ type: 'epoch', record });
      },
      onWarning: text => onEvent({ type: 'warning', text }),
      ...(frames && { onModel: (step, values) => frames.record(step, values) }),
      validate: values => withModel(modelOf(values), session, model => (validation ? validate(model, validation) : {})),
      onCheckpoint: checkpoint => folder.saveCheckpoint(checkpoint),
      shouldStop,
      now: () => performance.now() / 1000,
    },
  ).finally(() => Promise.all([batches.close(), fitting.close()]));
  onFitting(false);
  await frames?.close();
  return fitted;
}

/** Batches made ahead by another thread, or in this one where the config has objects that no thread can be given. */
function batchesOf(config: CompletedConfig, { data: { classes, train } }: Fitting, method: Method): BatchSource {
  const plan = method.batches(classes);
  return isPlain(config) ? new PrefetchedBatches(train, plan, config) : new DirectBatches(train, plan, config);
}
