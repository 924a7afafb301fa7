import { parentPort, workerData } from 'node:worker_threads';
import { UsageError } from '../errors.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { Interrupted, type RunResult } from './result.ts';
import { run } from './run.ts';
import { RunFolder } from './run-folder.ts';

/** What the thread of a run is given. */
export interface WorkerInput {
  readonly config: TrainConfig;
  readonly runDir: string;
  /** One int32: not 0 once the run should stop. Shared, because a running step leaves no time to take messages. */
  readonly stop: SharedArrayBuffer;
}

/** What it answers. */
export type WorkerMessage =
  | { readonly type: 'event'; readonly event: TrainEvent }
  | { readonly type: 'result'; readonly result: RunResult }
  | { readonly type: 'interrupted' }
  | { readonly type: 'error'; readonly message: string; readonly usage: boolean; readonly stack: string | undefined };

const { config, runDir, stop } = workerData as WorkerInput;
const flag = new Int32Array(stop);
const send = (message: WorkerMessage) => parentPort!.postMessage(message);

try {
  const result = await run(config, RunFolder.open(runDir), {
    onEvent: event => send({ type: 'event', event }),
    shouldStop: () => Atomics.load(flag, 0) !== 0,
  });
  send({ type: 'result', result });
} catch (error) {
  if (error instanceof Interrupted) send({ type: 'interrupted' });
  else {
    const { message, stack } = error as Error;
    send({ type: 'error', message, usage: error instanceof UsageError, stack });
  }
}
