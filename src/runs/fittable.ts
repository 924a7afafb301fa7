import type { SessionOptions } from '../graph/runtime.ts';
import type { Method } from '../methods/method.ts';
import type { CompletedConfig } from '../training/completed.ts';
import type { TrainEvent } from '../training/events.ts';
import type { RunFolder } from './run-folder.ts';

export interface RunHooks {
  readonly onEvent: (event: TrainEvent) => void;
  /** Told when the model begins to be fit and when it is done: in between, stopping takes a checkpoint. */
  readonly onFitting: (isFitting: boolean) => void;
  /** Asked after each step, and between parts of the evaluation; true ends the run, with a checkpoint. */
  readonly shouldStop: () => boolean;
}

/** A run that is to be fit. */
export interface Fittable {
  readonly config: CompletedConfig;
  readonly folder: RunFolder;
  readonly method: Method;
  readonly session: SessionOptions;
  /** How many training samples each class has. */
  readonly classCounts: readonly number[];
  readonly hooks: RunHooks;
}
