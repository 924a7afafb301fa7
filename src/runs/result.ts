import type { Calibration, Thresholds } from './calibration.ts';
import type { Metrics } from './metrics.ts';

/** The result of a run, which `metrics.json` holds too. */
export interface RunResult {
  /** The run's folder, as it was named. */
  readonly runDir: string;
  /** The method's name. */
  readonly method: string;
  /** The loss's name, where one was named. */
  readonly loss?: string;
  /** The miner's name, where one was named. */
  readonly miner?: string;
  /** The data set's name. */
  readonly dataset: string;
  /** Width of the embedding. */
  readonly dim: number;
  /** Times through the training set. */
  readonly epochs: number;
  /** Seconds spent in training steps, without validation, evaluation and pictures. */
  readonly trainSeconds: number;
  /** Training samples a second, over the whole run. */
  readonly imagesPerSecond: number;
  /** The metrics on validation samples after the last epoch, by the names of `Metrics`; absent where nothing is validated. */
  readonly validation?: Readonly<Record<string, number>>;
  /** Metrics over seen classes are at the top level, those over unseen classes under `unseen`. Where the test set has unseen classes only, both are the same. */
  readonly metrics: RunMetrics;
}

/** The metrics of each part of the test set. */
export type RunMetrics = Metrics & {
  /** Found on validation pairs; absent where there are none. */
  readonly thresholds?: Thresholds;
  /** What to expect of each threshold, and how sure it is. */
  readonly calibration?: Calibration;
  /** Those of classes that were kept out of training. */
  readonly unseen?: Metrics;
};

/** The metrics of each split once: seen classes, then unseen ones. */
export const splitsOf = ({ unseen, thresholds: _, calibration: __, ...main }: RunMetrics): readonly Metrics[] =>
  unseen && unseen.evaluatedOn !== main.evaluatedOn ? [main, unseen] : [main];

/** A run was stopped by its signal. Its checkpoint is written, so that it can be resumed. */
export class Interrupted extends Error {
  /** The class by name, where `instanceof` is of no use. */
  override name = 'Interrupted';
}
