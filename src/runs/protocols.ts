import type { Progress as DownloadProgress } from '../data/download.ts';
import { isOwnPath, requireDataset } from '../data/load.ts';
import { loadOmniglotRuns } from '../data/omniglot-runs.ts';
import { UsageError, unknownName } from '../errors.ts';
import { accuracyAt } from '../evaluation/index.ts';
import { datasetOf } from '../training/assemble.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import type { Model } from '../training/model.ts';
import { type PreparedData, prepare } from '../training/prepare.ts';
import { encode } from './encoded.ts';
import { evaluateModel } from './evaluate-model.ts';
import { FEW_SHOT, fewShot, omniglotRuns } from './few-shot.ts';
import { areOwn, changeOf, requireData, takenBy } from './own-data.ts';
import type { Thresholds } from './result.ts';
import type { RunFolder } from './run-folder.ts';
import { type Verification, verify } from './verification.ts';

/** How a trained model is evaluated. */
export type Protocol = 'retrieval' | 'verification' | 'few-shot' | 'omniglot-runs';

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
    evaluate: async task => ({ ...(await evaluateModel(task.model, await dataOf(task), task.thresholds)).metrics }),
  },
  verification: {
    reads: ['dataset', 'dataDir'],
    async evaluate(task) {
      const { queries, evaluatedOn } = mainSplit(await dataOf(task));
      const found = await verify(task.model, await encode(task.model, queries));
      const { rocAuc, eer, tarAtFar } = found;
      return { rocAuc, eer, ...decided(found, task.thresholds), tarAtFar, evaluatedOn };
    },
  },
  'few-shot': {
    reads: ['dataset', 'dataDir', 'ways', 'shots', 'episodes'],
    async evaluate(task) {
      const { queries, evaluatedOn } = mainSplit(await dataOf(task));
      const { ways = FEW_SHOT.ways, shots = FEW_SHOT.shots, episodes = FEW_SHOT.episodes } = task.options;
      const samples = await encode(task.model, queries);
      return { fewShot: await fewShot(task.model, samples, { ways, shots, episodes }), evaluatedOn };
    },
  },
  'omniglot-runs': { reads: ['dataDir'], evaluate: evaluateOmniglotRuns },
};

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

/** How many pairs are decided rightly, and by which threshold: one that was found on other pairs, or, so named, the best on these. */
function decided(found: Verification, { accuracy: threshold }: Thresholds): ProtocolMetrics {
  if (threshold === undefined) return { bestAccuracy: found.accuracy, bestThreshold: found.threshold };
  return { accuracy: accuracyAt(threshold, found.pairs), threshold };
}

/** Unseen classes, if there are any; otherwise seen ones. */
const mainSplit = ({ seen, unseen }: PreparedData) => (unseen ?? seen)!;

async function dataOf({ folder, model, config, options: { dataset }, onEvent }: Task): Promise<PreparedData> {
  const like = takenBy(folder, model.sampleShape);
  if (dataset === undefined) {
    requireData(config);
    const parts = await datasetOf(config, onEvent, like);
    const change = changeOf(folder, parts.reading);
    if (change !== undefined) {
      const text = `The data have changed since the run was trained: ${change}. What is tested may have been trained on.`;
      onEvent({ type: 'warning', text });
    }
    return prepare(parts, config);
  }
  const parts = await datasetOf(configFor(config, dataset), onEvent, like);
  if (areOwn(folder, parts.reading)) return prepare(parts, config);
  return prepare(parts, { seed: config.seed, unseenClasses: [], unseenFraction: 0 });
}

/** The config for another data set, without how the run's own were read. */
function configFor(
  { images, label: _, group: __, imageSize: ___, channels: ____, fit, ...config }: TrainConfig,
  dataset: string,
): TrainConfig {
  if (!isOwnPath(dataset)) return { ...config, dataset, ...(images && { images }) };
  requireDataset(dataset);
  return { ...config, dataset, ...(fit && { fit }) };
}

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

/** The least that counts of episodes may be. */
const LEAST = { ways: 2, shots: 1, episodes: 1 };

function requireCounts(options: EvaluateOptions): void {
  for (const [option, least] of Object.entries(LEAST)) {
    const value = options[option as keyof typeof LEAST] ?? least;
    if (Number.isInteger(value) && value >= least) continue;
    throw new UsageError({ who: `--${option}`, expected: `a whole number of at least ${least}`, got: String(value) });
  }
}

/** Refuses options that the protocol would ignore. */
function requireRead(options: EvaluateOptions, protocol: Protocol): void {
  for (const option of ['dataset', 'ways', 'shots', 'episodes'] as const) {
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
