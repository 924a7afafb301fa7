import type { Progress as DownloadProgress } from '../data/download.ts';
import { loadOmniglotRuns } from '../data/omniglot-runs.ts';
import type { TupleList } from '../data/tuples.ts';
import { UsageError, unknownName } from '../errors.ts';
import { accuracyAt, openSet, verificationByFolds } from '../evaluation/index.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import type { Model } from '../training/model.ts';
import type { PreparedData } from '../training/prepare.ts';
import { type Calibration, pointsOn, type Thresholds } from './calibration.ts';
import { type EncodedDataset, embedded, encode } from './encoded.ts';
import { evaluateModel } from './evaluate-model.ts';
import { FEW_SHOT, fewShot, omniglotRuns } from './few-shot.ts';
import { accuracyOfFolds } from './listed-metrics.ts';
import { dataOf } from './run-data.ts';
import type { RunFolder } from './run-folder.ts';
import { type Verification, verify } from './verification.ts';

/** How a trained model is evaluated. */
export type Protocol = 'retrieval' | 'verification' | 'few-shot' | 'omniglot-runs';

/** Hooks of an evaluation. */
export interface EvaluateHooks {
  /** Called as data sets are loaded and downloaded. */
  readonly onEvent?: (event: TrainEvent) => void;
}

/** Options of an evaluation. */
export interface EvaluateOptions {
  /** Another data set than the one trained on, by name or path. Default: the run's own. */
  readonly dataset?: string;
  /** How the run is evaluated. @default 'retrieval' */
  readonly protocol?: Protocol;
  /** A folder that has the data sets' files already. Default: the run's own, or `NEARFAR_DATA`. */
  readonly dataDir?: string;
  /**
   * Few-shot: classes in an episode.
   * @default 5
   */
  readonly ways?: number;
  /**
   * Few-shot: labelled samples of each class.
   * @default 1
   */
  readonly shots?: number;
  /**
   * Few-shot: the number of episodes.
   * @default 600
   */
  readonly episodes?: number;
  /** Verification: folds of the pairs, each decided by thresholds found on the others, as LFW's protocol does. Default: none. */
  readonly folds?: number;
}

/** The metrics of a protocol, by name, with `evaluatedOn` in words. */
export type ProtocolMetrics = Readonly<Record<string, unknown>>;

interface Task {
  readonly folder: RunFolder;
  readonly model: Model;
  readonly config: TrainConfig;
  readonly options: EvaluateOptions;
  /** The run's own, found on its validation pairs. */
  readonly thresholds: Thresholds;
  /** What to expect of them. */
  readonly calibration?: Calibration | undefined;
  readonly onEvent: (event: TrainEvent) => void;
}

interface Evaluator {
  /** The options that the protocol reads. */
  readonly reads: readonly (keyof EvaluateOptions)[];
  readonly evaluate: (task: Task) => Promise<ProtocolMetrics>;
}

const EVALUATORS: Readonly<Record<Protocol, Evaluator>> = {
  retrieval: {
    reads: ['dataset', 'dataDir'],
    async evaluate(task) {
      const { model, thresholds, calibration } = task;
      const found = { ...(Object.keys(thresholds).length > 0 && { thresholds }), ...(calibration && { calibration }) };
      return { ...(await evaluateModel(model, await dataOf(task), found)).metrics };
    },
  },
  verification: {
    reads: ['dataset', 'dataDir', 'folds'],
    async evaluate(task) {
      const { queries, evaluatedOn } = mainSplit(await dataOf(task));
      const samples = await encode(task.model, queries);
      const found = await verify(task.model, samples);
      const { rocAuc, eer, tarAtFar } = found;
      const match = await matched(task, samples);
      const listed = accuracyOfFolds({ verification: found, queries: samples });
      const foldAccuracy = listed && { foldAccuracy: listed };
      const byFolds = foldsOf(queries.list, task.options.folds);
      const folded = byFolds && { byFolds: verificationByFolds({ ...found.pairs, folds: byFolds }) };
      const decisions = decided(found, task.thresholds);
      return { rocAuc, eer, ...decisions, ...foldAccuracy, tarAtFar, ...match, ...folded, evaluatedOn };
    },
  },
  'few-shot': {
    reads: ['dataset', 'dataDir', 'ways', 'shots', 'episodes'],
    async evaluate(task) {
      const { queries, evaluatedOn } = mainSplit(await dataOf(task));
      if (queries.list) throw noClasses(queries.list);
      const { ways = FEW_SHOT.ways, shots = FEW_SHOT.shots, episodes = FEW_SHOT.episodes } = task.options;
      const samples = await encode(task.model, queries);
      return { fewShot: await fewShot(task.model, samples, { ways, shots, episodes }), evaluatedOn };
    },
  },
  'omniglot-runs': { reads: ['dataDir'], evaluate: evaluateOmniglotRuns },
};

const noClasses = ({ kind }: TupleList): UsageError =>
  new UsageError({
    who: 'protocol few-shot',
    expected: 'samples with classes',
    got: `a list of ${kind}`,
    fix: 'Use --protocol verification, or name other data by --dataset',
  });

/** The names of the protocols. */
export const protocols = Object.keys(EVALUATORS) as readonly Protocol[];

/** Evaluates a trained model by the protocol that the options name. */
export async function evaluateBy(task: Task): Promise<ProtocolMetrics> {
  const { protocol = 'retrieval' } = task.options;
  if (!Object.hasOwn(EVALUATORS, protocol)) throw unknownName('--protocol', 'a protocol', protocol, protocols);
  requireRead(task.options, protocol);
  requireCounts(task.options);
  return EVALUATORS[protocol].evaluate(task);
}

/** How pairs are decided, and by which thresholds: those that were found on other pairs, or, so named, the best on these. */
function decided({ pairs, ...found }: Verification, thresholds: Thresholds): ProtocolMetrics {
  const { accuracy: threshold } = thresholds;
  if (threshold === undefined) return { bestAccuracy: found.accuracy, bestThreshold: found.threshold };
  return { accuracy: accuracyAt(threshold, pairs), threshold, points: pointsOn(pairs, thresholds) };
}

/** The folds of a list of pairs, or so many; none where none are asked for. */
function foldsOf(list: TupleList | undefined, count: number | undefined): number | Int32Array | undefined {
  if (count === undefined || !list?.folds) return count;
  const own = new Set(list.folds).size;
  if (own === count) return list.folds;
  throw new UsageError({ who: '--folds', expected: `the ${own} folds that the list has`, got: String(count) });
}

/** How samples are recognised, or not, at the threshold that was found on other samples. */
async function matched({ thresholds: { match } }: Task, samples: EncodedDataset): Promise<ProtocolMetrics> {
  return match === undefined || samples.dataset.list
    ? {}
    : { match: await openSet({ ...embedded(samples), threshold: match }) };
}

/** Unseen classes, if there are any; otherwise seen ones. */
const mainSplit = ({ seen, unseen }: PreparedData) => (unseen ?? seen)!;

async function evaluateOmniglotRuns({ model, config: { dataDir, images }, onEvent }: Task): Promise<ProtocolMetrics> {
  const [channels, height, width] = model.sampleShape;
  if (model.sampleShape.length !== 3 || channels !== 1 || height !== width) {
    throw new UsageError({
      who: 'omniglot-runs',
      expected: 'a run that was trained on square grey images',
      got: `one on samples of shape [${model.sampleShape.join(', ')}]`,
    });
  }
  const onProgress = (progress: DownloadProgress) => onEvent({ type: 'download', ...progress });
  const runs = await loadOmniglotRuns({ ...images, size: height!, dataDir, onProgress });
  const evaluatedOn = `${runs.length} official runs of Omniglot, each within an alphabet of its evaluation set`;
  return { fewShot: await omniglotRuns(model, runs), evaluatedOn };
}

/** The least that counts may be. */
const LEAST = { ways: 2, shots: 1, episodes: 1, folds: 2 };

function requireCounts(options: EvaluateOptions): void {
  for (const [option, least] of Object.entries(LEAST)) {
    const value = options[option as keyof typeof LEAST] ?? least;
    if (Number.isInteger(value) && value >= least) continue;
    throw new UsageError({ who: `--${option}`, expected: `a whole number of at least ${least}`, got: String(value) });
  }
}

/** Refuses options that the protocol would ignore. */
function requireRead(options: EvaluateOptions, protocol: Protocol): void {
  for (const option of ['dataset', 'ways', 'shots', 'episodes', 'folds'] as const) {
    if (options[option] === undefined || EVALUATORS[protocol].reads.includes(option)) continue;
    const readers = protocols.filter(name => EVALUATORS[name].reads.includes(option));
    throw new UsageError({
      who: `protocol ${protocol}`,
      expected: `no option "${option}", which it has no use for`,
      got: String(options[option]),
      fix: `Leave it out, or use --protocol ${readers.at(-1)}`,
    });
  }
}
