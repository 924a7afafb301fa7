import type { Metrics } from './metrics.ts';

/** The result of a run, which `metrics.json` holds too. */
export interface RunResult {
  /** The run's folder, as it was named. */
  readonly runDir: string;
  readonly method: string;
  readonly dataset: string;
  /** Width of the embedding. */
  readonly dim: number;
  readonly epochs: number;
  /** Seconds spent in training steps, without validation, evaluation and pictures. */
  readonly trainSeconds: number;
  /** Training samples a second, over the whole run. */
  readonly imagesPerSecond: number;
  /** Metrics over seen classes are at the top level, those over unseen classes under `unseen`. Where the test set has unseen classes only, both are the same. */
  readonly metrics: RunMetrics;
}

/** The metrics of each part of the test set. */
export type RunMetrics = Metrics & { readonly unseen?: Metrics };

/** The metrics of each split once: seen classes, then unseen ones. */
export const splitsOf = ({ unseen, ...main }: RunMetrics): readonly Metrics[] =>
  unseen && unseen.evaluatedOn !== main.evaluatedOn ? [main, unseen] : [main];

/** A run was stopped by its signal. Its checkpoint is written, so that it can be resumed. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}
