import { join } from 'node:path';
import { classifyPath } from '../runs/files.ts';
import { Interrupted, type RunResult } from '../runs/result.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { train } from '../runs/train.ts';
import { describeConfig, parseConfig, type TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import type { RunOptions } from '../training/train-options.ts';

/** A value of a varied option. */
export type SweptValue = string | number;

/** One run of several. */
export interface Trial {
  /** Also its folder's name. */
  readonly name: string;
  /** What it does. */
  readonly options: RunOptions;
  /** The values of the varied options, in a sweep. */
  readonly values?: Readonly<Record<string, SweptValue>>;
}

/** A trial that succeeded. */
export interface Success {
  /** The trial. */
  readonly trial: Trial;
  /** What the run came to. */
  readonly result: RunResult;
}

/** A trial that failed. */
export interface Failure {
  /** The trial. */
  readonly trial: Trial;
  /** Why there is no result. */
  readonly error: string;
}

/** A trial with its result, or with the reason why it has none. */
export type Outcome = Success | Failure;

/** Hooks of a comparison or a sweep. */
export interface TrialHooks {
  /** Called as a trial begins, with its place from 1 and the number of trials. */
  readonly onTrial?: (trial: Trial, place: number, count: number, state: 'new' | 'resumed' | 'reused') => void;
  /** Called with every event of a trial's training. */
  readonly onEvent?: (event: TrainEvent, trial: Trial) => void;
  /** Called as a trial ends. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Aborting it ends the trials under way after their current steps, with checkpoints. */
  readonly signal?: AbortSignal;
}

/** The trials that succeeded. */
export const successes = (outcomes: readonly Outcome[]): Success[] =>
  outcomes.filter((outcome): outcome is Success => 'result' in outcome);

/**
 * Runs trials in folders below `folder`, `jobs` at a time (default 1). A finished one is not run again, a started one is
 * resumed, one that is listed twice is run once, and one that fails leaves its reason while the rest goes on.
 *
 * @throws Interrupted after `signal`; what is finished stays
 */
export async function runTrials(
  given: readonly Trial[],
  folder: string,
  hooks: TrialHooks = {},
  jobs = 1,
): Promise<readonly Outcome[]> {
  const trials = distinct(given);
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async () => {
    for (let place = next++; place < trials.length; place = next++) {
      const trial = trials[place]!;
      outcomes[place] = await runTrial(trial, folder, place, trials.length, hooks);
      hooks.onOutcome?.(outcomes[place]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, trials.length) }, work));
  return outcomes;
}

async function runTrial(
  trial: Trial,
  folder: string,
  place: number,
  count: number,
  hooks: TrialHooks,
): Promise<Outcome> {
  try {
    const { path, state } = placeOf(trial, folder);
    hooks.onTrial?.(trial, place + 1, count, state);
    if (state === 'reused') return { trial, result: RunFolder.open(path).metrics! };
    const result = await train(
      { ...trial.options, out: path, resume: state === 'resumed' },
      { onEvent: event => hooks.onEvent?.(event, trial), ...(hooks.signal && { signal: hooks.signal }) },
    );
    return { trial, result };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return { trial, error: (error as Error).message };
  }
}

/** What tells a run from others. Of two runs that name no threads, the one that has recorded them is the same. */
function identityOf(config: TrainConfig, threads = config.threads): string {
  return JSON.stringify({ ...describeConfig(config), threads });
}

/** Trials that are another one under the same name are left out. */
function distinct(trials: readonly Trial[]): readonly Trial[] {
  const known = new Set<string>();
  return trials.filter(({ name, values = {}, options: { dataset } }) => {
    const identity = JSON.stringify([name, values, typeof dataset === 'string' && dataset]);
    return !known.has(identity) && known.add(identity);
  });
}

/** The folder of a trial: the one that has the same run already, or the first free one of its name. */
function placeOf({ name, options }: Trial, folder: string): { path: string; state: 'new' | 'resumed' | 'reused' } {
  const wanted = parseConfig(options, name);
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? name : `${name}-${n}`);
    const found = classifyPath(path);
    if (found === 'nothing' || found === 'empty') return { path, state: 'new' };
    if (found === 'other') continue;
    const run = RunFolder.open(path);
    const { config } = run;
    if (identityOf(config) === identityOf(wanted, wanted.threads ?? config.threads))
      return { path, state: run.isComplete ? 'reused' : 'resumed' };
  }
}
