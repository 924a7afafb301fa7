import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { counted } from '../counted.ts';
import { listKindOf, requireDataset } from '../data/load.ts';
import { NearfarError, revived, UsageError } from '../errors.ts';
import { fileError } from '../files.ts';
import { ThreadControl } from '../graph/thread-control.ts';
import { requireTrainsOn } from '../methods/index.ts';
import { methodOf, requireNetwork } from '../training/assemble.ts';
import { describeConfig, hasMethod, isPlain, parseConfig, type TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { type RunOptions, type TrainOptions, trainOptions } from '../training/train-options.ts';
import { classifyPath } from './files.ts';
import { requireInitial } from './initial-weights.ts';
import { Interrupted, type RunResult } from './result.ts';
import { run } from './run.ts';
import { RunFolder } from './run-folder.ts';
import { endThread, startThread } from './run-threads.ts';
import { defaultThreads } from './threads.ts';
import { runName } from './title.ts';
import type { WorkerInput, WorkerMessage } from './worker.ts';

/** Hooks of a run. */
export interface TrainHooks {
  /** Told what happens: phases, steps, epochs, warnings. */
  readonly onEvent?: (event: TrainEvent) => void;
  /** Aborting it ends the run after the step under way, with a checkpoint; `train` then rejects with `Interrupted`. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a network so that its distances mean likeness, evaluates it on the test set and leaves a folder with everything:
 * model, metrics, history, checkpoint, plots. Runs in a thread of its own when the options are plain data; with losses,
 * networks or data sets of your own it runs in this one.
 *
 * @throws UsageError for options that are wrong, Interrupted after `signal`, NearfarError for all else
 */
export async function train(options: TrainOptions = {}, hooks: TrainHooks = {}): Promise<RunResult> {
  const { out, resume = false, ...given } = options;
  const { folder, config, wasThere } = resume ? resumed(out, given) : begun(out, given);
  try {
    return await (isPlain(config) ? inWorker(config, folder, hooks) : here(config, folder, hooks));
  } catch (error) {
    const isToResume = resume || error instanceof Interrupted || folder.hasTraining;
    if (!isToResume) folder.discard({ stays: wasThere });
    else if (!(error instanceof Interrupted)) hooks.onEvent?.({ type: 'warning', text: keptText(folder) });
    throw fileError(error);
  } finally {
    folder.release();
  }
}

const keptText = ({ path, hasTraining }: RunFolder): string =>
  hasTraining ? `${path} keeps the history and the last checkpoint of the run that failed` : `${path} stays as it was`;

/** The folder of a run, and whether it was there before. */
interface Opened {
  readonly folder: RunFolder;
  readonly config: TrainConfig;
  readonly wasThere: boolean;
}

/** Names that are wrong are told before anything is written. */
function checked(config: TrainConfig): TrainConfig {
  if (typeof config.dataset === 'string') requireDataset(config.dataset);
  const list = listKindOf(config.dataset, config.label);
  const method = hasMethod(config) ? methodOf(config) : undefined;
  if (list && method) requireTrainsOn(method, list);
  requireNetwork(config);
  requireInitial(config);
  requireThreads(config);
  return config;
}

/** Threads of a core: with many more, they wait for one another and a step does not end. */
const THREADS = 4;

function requireThreads({ threads = 1 }: TrainConfig): void {
  const cores = availableParallelism();
  if (threads <= THREADS * cores) return;
  throw new UsageError({
    who: '--threads',
    expected: `at most ${THREADS * cores}, ${THREADS} for each of the machine's ${counted(cores, 'core')}`,
    got: String(threads),
    fix: `Try --threads ${cores}`,
  });
}

/** The number of threads goes into the config, since it can change the last bits of the result. */
function begun(out: string | undefined, given: TrainOptions): Opened {
  const options = checked(parseConfig(given));
  const config = { ...options, threads: options.threads ?? defaultThreads() };
  const path = out ?? freeFolder(config);
  const wasThere = existsSync(path);
  return { folder: RunFolder.create(path, config), config, wasThere };
}

/** runs/mnist-triplet-16d, or with a number behind it if that is taken. */
function freeFolder(config: TrainConfig): string {
  const base = join('runs', `${runName(config)}-${config.dim}d`);
  let path = base;
  for (let n = 2; existsSync(path); n++) path = `${base}-${n}`;
  return path;
}

/** Who speaks in errors about going on. */
const RESUME = '--resume';

/** The folder's own config; what is given besides may repeat it or lengthen the run, not change it. */
function resumed(out: string | undefined, given: RunOptions): Opened {
  if (out === undefined)
    throw new UsageError({
      who: RESUME,
      expected: 'the run to go on with',
      got: 'none',
      fix: 'Name its folder with --out',
    });
  // A run that was killed before its config was written has nothing to go on from.
  if (classifyPath(out) === 'empty') return begun(out, given);
  const folder = RunFolder.reopen(out);
  try {
    return { folder, config: configToResume(folder, given), wasThere: true };
  } catch (error) {
    folder.release();
    throw error;
  }
}

function configToResume(folder: RunFolder, given: RunOptions): TrainConfig {
  const stored = folder.config;
  requireOwnThings(folder, given);
  const config = parseConfig({ ...stored, ...given });
  requireThreads(config);
  const described = describeConfig(stored);
  for (const [key, value] of Object.entries(describeConfig(config))) {
    if (FREE.has(key) || key === 'epochs' || JSON.stringify(described[key]) === JSON.stringify(value)) continue;
    throw new UsageError({
      who: RESUME,
      expected: `the run's own ${key}, ${JSON.stringify(described[key])}`,
      got: JSON.stringify(value),
      fix: 'Leave the option out, or begin a new run',
    });
  }
  const before = stored.epochs ?? folder.filledIn['epochs'];
  if (config.epochs !== undefined && config.epochs !== before) {
    requireEpochs(folder, config.epochs);
    folder.setEpochs(config.epochs);
  }
  return config;
}

/** What a resumed run may have otherwise than before: it does not change the result. */
const FREE: ReadonlySet<string> = new Set(trainOptions.flatMap(({ name, free }) => (free ? [name] : [])));

/** Things that came from code are given again: the folder has their names only. */
function requireOwnThings(folder: RunFolder, given: RunOptions): void {
  const missing = folder.fromCode.find(name => typeof given[name as keyof RunOptions] !== 'object');
  if (missing === undefined) return;
  throw new UsageError({
    who: RESUME,
    expected: `the run's own ${missing}, ${JSON.stringify(describeConfig(folder.config)[missing])}, which came from code`,
    got: 'none',
    fix: `Give it again: by the same --config file, or in code by train({ out, resume: true, ${missing} })`,
  });
}

function requireEpochs(folder: RunFolder, epochs: number): void {
  const { epoch = 0, step = 0 } = folder.checkpoint?.progress ?? {};
  const begun = epoch + (step > 0 ? 1 : 0);
  if (epochs >= begun) return;
  const expected = `at least the ${counted(begun, 'epoch')} that the run has begun`;
  throw new UsageError({ who: RESUME, expected, got: String(epochs), fix: 'Begin a new run' });
}

function here(config: TrainConfig, folder: RunFolder, { onEvent, signal }: TrainHooks): Promise<RunResult> {
  return run(config, folder, {
    onEvent: event => onEvent?.(event),
    onFitting: () => {},
    shouldStop: () => signal?.aborted ?? false,
  });
}

/** While its thread fits the model, a run stops with a checkpoint; at all other times there is nothing to lose, and its thread just ends. */
function inWorker(config: TrainConfig, folder: RunFolder, { onEvent, signal }: TrainHooks): Promise<RunResult> {
  const control = new ThreadControl();
  const input: Omit<WorkerInput, 'control'> = { config, runDir: folder.path };
  const worker = startThread(new URL('./worker.js', import.meta.url), control, input);
  let isFitting = false;
  let abort = () => {};
  return new Promise<RunResult>((resolve, reject) => {
    abort = () => {
      control.stopAfterStep();
      if (!isFitting) reject(new Interrupted());
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'event') onEvent?.(message.event);
      else if (message.type === 'fitting') {
        isFitting = message.isFitting;
        if (signal?.aborted) abort();
      } else if (message.type === 'result') resolve(message.result);
      else if (message.type === 'interrupted') reject(new Interrupted());
      else reject(revived(message));
    });
    worker.on('error', cause => reject(threadDied(cause.message, cause)));
    worker.on('exit', code => reject(threadDied(`exit code ${code}`)));
  }).finally(async () => {
    signal?.removeEventListener('abort', abort);
    await endThread(worker, control);
  });
}

const threadDied = (got: string, cause?: unknown): NearfarError =>
  new NearfarError({ who: 'train', expected: 'its thread to finish', got }, { cause });
