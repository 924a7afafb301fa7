import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe } from '../data/registry.ts';
import { NearfarError, UsageError } from '../errors.ts';
import { methodOf, networkOf } from '../training/assemble.ts';
import { describeConfig, isPlain, nameOf, parseConfig, type TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { type RunOptions, type TrainOptions, trainOptions } from '../training/train-options.ts';
import { Interrupted, type RunResult } from './result.ts';
import { run } from './run.ts';
import { RunFolder } from './run-folder.ts';
import type { WorkerInput, WorkerMessage } from './worker.ts';

/** Hooks of a run. */
export interface TrainHooks {
  /** Told what happens: phases, steps, epochs, warnings. */
  readonly onEvent?: (event: TrainEvent) => void;
  /** Aborting it ends the run after the step under way, with a checkpoint; `train` then rejects with `Interrupted`. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a network so that its distances mean likeness, judges it on the test set and leaves a folder with everything:
 * model, metrics, history, checkpoint, plots. Runs in a thread of its own when the options are plain data; with losses,
 * networks or data sets of your own it runs in this one.
 *
 * @throws UsageError for options that are wrong, Interrupted after `signal`, NearfarError for all else
 */
export async function train(options: TrainOptions = {}, hooks: TrainHooks = {}): Promise<RunResult> {
  const { out, resume = false, ...given } = options;
  const { folder, config } = resume ? resumed(out, given) : begun(out, checked(parseConfig(given)));
  try {
    return await (isPlain(config) ? inWorker(config, folder, hooks) : here(config, folder, hooks));
  } catch (error) {
    if (!resume && !folder.checkpoint) folder.remove();
    throw error;
  }
}

/** Names that are wrong are told before anything is written. */
function checked(config: TrainConfig): TrainConfig {
  if (typeof config.dataset === 'string') describe(config.dataset);
  methodOf(config);
  networkOf(config);
  return config;
}

function begun(out: string | undefined, config: TrainConfig): { folder: RunFolder; config: TrainConfig } {
  return { folder: RunFolder.create(out ?? freeFolder(config), config), config };
}

/** runs/mnist-triplet-16d, or with a number behind it if that is taken. */
function freeFolder({ dataset, method, dim }: TrainConfig): string {
  const base = join('runs', `${nameOf(dataset)}-${nameOf(method)}-${dim}d`);
  let path = base;
  for (let n = 2; existsSync(path); n++) path = `${base}-${n}`;
  return path;
}

/** The folder's own config; what is given besides may repeat it or lengthen the run, not change it. */
function resumed(out: string | undefined, given: RunOptions): { folder: RunFolder; config: TrainConfig } {
  if (out === undefined)
    throw new UsageError({
      who: '--resume',
      expected: 'the run to go on with',
      got: 'none',
      fix: 'Name its folder with --out',
    });
  const folder = RunFolder.open(out);
  const stored = folder.config;
  const config = parseConfig({ ...stored, ...given });
  const before = describeConfig(stored);
  for (const [key, value] of Object.entries(describeConfig(config))) {
    if (FREE.has(key) || JSON.stringify(before[key]) === JSON.stringify(value)) continue;
    throw new UsageError({
      who: '--resume',
      expected: `the run's own ${key}, ${JSON.stringify(before[key])}`,
      got: JSON.stringify(value),
      fix: 'Leave the option out, or begin a new run',
    });
  }
  return { folder, config };
}

/** What a resumed run may have otherwise than before: it does not change the result. */
const FREE: ReadonlySet<string> = new Set(trainOptions.flatMap(({ name, free }) => (free ? [name] : [])));

function here(config: TrainConfig, folder: RunFolder, { onEvent, signal }: TrainHooks): Promise<RunResult> {
  return run(config, folder, { onEvent: event => onEvent?.(event), shouldStop: () => signal?.aborted ?? false });
}

function inWorker(config: TrainConfig, folder: RunFolder, { onEvent, signal }: TrainHooks): Promise<RunResult> {
  const stop = new SharedArrayBuffer(4);
  const workerData: WorkerInput = { config, runDir: folder.path, stop };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
  const abort = () => Atomics.store(new Int32Array(stop), 0, 1);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  return new Promise<RunResult>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'event') onEvent?.(message.event);
      else if (message.type === 'result') resolve(message.result);
      else if (message.type === 'interrupted') reject(new Interrupted());
      else reject(revived(message));
    });
    worker.on('error', reject);
    worker.on('exit', code =>
      reject(new NearfarError({ who: 'train', expected: 'its thread to finish', got: `exit code ${code}` })),
    );
  }).finally(() => {
    signal?.removeEventListener('abort', abort);
    return worker.terminate();
  });
}

/** An error of the other thread, of its kind again. */
function revived({ message, usage, stack }: Extract<WorkerMessage, { type: 'error' }>): Error {
  const error: Error = Object.create(usage ? UsageError.prototype : NearfarError.prototype) as Error;
  return Object.assign(error, { message, stack, name: usage ? 'UsageError' : 'NearfarError' });
}
