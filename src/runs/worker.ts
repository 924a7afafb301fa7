import { parentPort, workerData } from 'node:worker_threads';
import { UsageError } from '../errors.ts';
import { fileError } from '../files.ts';
import { guardRuntime } from '../graph/runtime.ts';
import { ThreadControl } from '../graph/thread-control.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { Interrupted, type RunResult } from './result.ts';
import { run } from './run.ts';
import { RunFolder } from './run-folder.ts';

/** What the thread of a run is given. */
export interface WorkerInput {
  readonly config: TrainConfig;
  readonly runDir: string;
  /** The memory of a `ThreadControl`. */
  readonly control: SharedArrayBuffer;
}

/** What it answers. */
export type WorkerMessage =
  | { readonly type: 'event'; readonly event: TrainEvent }
  | { readonly type: 'fitting'; readonly isFitting: boolean }
  | { readonly type: 'result'; readonly result: RunResult }
  | { readonly type: 'interrupted' }
  | { readonly type: 'error'; readonly message: string; readonly usage: boolean; readonly stack: string | undefined };

const { config, runDir, control: memory } = workerData as WorkerInput;
const control = new ThreadControl(memory);
let isFitting = false;
const send = (message: WorkerMessage) => parentPort!.postMessage(message);

guardRuntime(
  control.guard(
    () => isFitting,
    () => new Interrupted(),
  ),
);

try {
  const result = await run(config, RunFolder.open(runDir), {
    onEvent: event => send({ type: 'event', event }),
    onFitting(is) {
      isFitting = is;
      send({ type: 'fitting', isFitting });
    },
    shouldStop: () => control.shouldStop,
  });
  send({ type: 'result', result });
} catch (error) {
  if (error instanceof Interrupted) send({ type: 'interrupted' });
  else {
    const { message, stack } = fileError(error) as Error;
    send({ type: 'error', message, usage: error instanceof UsageError, stack });
  }
}
