import { counted } from '../counted.ts';
import { NearfarError, UsageError } from '../errors.ts';
import * as evaluation from '../evaluation/index.ts';
import { sessionOptions } from '../training/assemble.ts';
import type { TrainEvent } from '../training/events.ts';
import { type Model, withModel } from '../training/model.ts';
import type { PreparedData } from '../training/prepare.ts';
import { type Calibration, calibrateOn, thresholdsOf, withThresholds } from './calibration.ts';
import { encode } from './encoded.ts';
import { readListedPairs } from './listed-pairs.ts';
import { takenBy } from './own-data.ts';
import { readInputs } from './read-input.ts';
import type { RunMetrics } from './result.ts';
import { dataOf, type Finished } from './run-data.ts';
import { RunFolder } from './run-folder.ts';
import { verify } from './verification.ts';

/** Options of a calibration. */
export interface CalibrateRunOptions {
  /**
   * A table of pairs (CSV, TSV, JSONL, Parquet) with the columns `a`, `b` and `same`: paths of images from the table's folder on, or
   * ids of `samples`. Default: the run's validation samples.
   */
  readonly pairs?: string | undefined;
  /** The samples whose ids the table has: a data set's part (`mnist:test`), a table, an array, a folder. */
  readonly samples?: string | undefined;
  /** A folder that has the data sets' files already. Default: the run's own, or `NEARFAR_DATA`. */
  readonly dataDir?: string | undefined;
}

/** Hooks of a calibration. */
export interface CalibrateHooks {
  /** Called as data sets are loaded and downloaded, and with warnings. */
  readonly onEvent?: (event: TrainEvent) => void;
}

/**
 * Finds the thresholds of a finished run, on its validation samples or on pairs of your own, and writes them into its
 * `metrics.json` and into its model's files. `pairAccuracy`, which depends on them, is measured again on the test set.
 *
 * @throws UsageError where there is no finished run, or nothing to calibrate on; NearfarError for pairs that cannot be read
 */
export async function calibrate(
  path: string,
  { pairs, samples, dataDir }: CalibrateRunOptions = {},
  { onEvent = () => {} }: CalibrateHooks = {},
): Promise<Calibration> {
  if (samples !== undefined && pairs === undefined) {
    const fix = 'Name a table of pairs with --pairs';
    throw new UsageError({ who: '--samples', expected: 'pairs of these samples', got: 'none', fix });
  }
  const folder = RunFolder.reopen(path);
  try {
    const result = folder.finished;
    const config = { ...folder.config, ...(dataDir !== undefined && { dataDir }) };
    const files = folder.model;
    return await withModel(files, sessionOptions(config), async model => {
      const run: Finished = { folder, model, config, options: {}, onEvent };
      const before = result.metrics.calibration;
      let loaded: Promise<PreparedData> | undefined;
      const data = () => (loaded ??= dataOf(run));
      const calibration =
        pairs === undefined
          ? await onValidation(folder.path, model, data)
          : { ...before, ...(await onPairs(run, pairs, samples)) };
      const metrics = await judgedAgain(model, data, onEvent, result.metrics, calibration.points.accuracy!.threshold);
      folder.saveModel(withThresholds(files, calibration));
      folder.saveMetrics({ ...result, metrics: { ...metrics, thresholds: thresholdsOf(calibration), calibration } });
      return calibration;
    });
  } finally {
    folder.release();
  }
}

type Data = () => Promise<PreparedData>;

async function onValidation(who: string, model: Model, data: Data): Promise<Calibration> {
  const found = await calibrateOn(model, (await data()).validation);
  if (found) return found;
  const expected = 'a run with validation samples of two classes';
  throw new UsageError({ who, expected, got: 'one without', fix: 'Name a table of pairs with --pairs' });
}

async function onPairs({ folder, model, config }: Finished, path: string, source: string | undefined) {
  const { sampleShape: shape } = model;
  const { fit, dataDir } = config;
  const among =
    source === undefined
      ? undefined
      : await readInputs([source], { shape, like: takenBy(folder, shape), fit, dataDir });
  const { samples, left, right, same } = await readListedPairs(path, {
    shape,
    fit,
    text: folder.text,
    among,
    answered: true,
  });
  const distances = await model.distances(await model.encode(samples), left, right);
  return {
    calibratedOn: `${counted(left.length, 'pair')} of ${path}`,
    points: evaluation.calibrate({ distances, same: same!, samples: [left, right] }),
  };
}

/** The metrics with what depends on the threshold measured again, or left out where the test set cannot be loaded. */
async function judgedAgain(
  model: Model,
  data: Data,
  onEvent: Finished['onEvent'],
  metrics: RunMetrics,
  threshold: number,
): Promise<RunMetrics> {
  try {
    const { seen, unseen } = await data();
    const of = async (split: typeof seen) =>
      split && { pairAccuracy: await accuracyOn(model, split.queries, threshold) };
    const [main, other] = [await of(seen ?? unseen), await of(unseen)];
    return { ...metrics, ...main, ...(metrics.unseen && { unseen: { ...metrics.unseen, ...other } }) };
  } catch (error) {
    if (!(error instanceof NearfarError)) throw error;
    const cause = `The test set cannot be loaded (${error.message})`;
    onEvent({ type: 'warning', text: `${cause}: pairAccuracy is left out of metrics.json.` });
    const { pairAccuracy: _, unseen, ...rest } = metrics;
    if (!unseen) return rest;
    const { pairAccuracy: __, ...others } = unseen;
    return { ...rest, unseen: others };
  }
}

async function accuracyOn(model: Model, queries: Parameters<typeof encode>[1], threshold: number): Promise<number> {
  return evaluation.accuracyAt(threshold, (await verify(model, await encode(model, queries))).pairs);
}
