import { join } from 'node:path';
import { lookAt } from '../runs/files.ts';
import { Interrupted, type RunResult } from '../runs/run.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { train } from '../runs/train.ts';
import { describeConfig, parseConfig, type TrainOptions } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';

/** One run of several. */
export interface Trial {
  /** Also its folder's name. */
  readonly name: string;
  readonly options: TrainOptions;
}

/** What became of it: a result, or the reason why there is none. */
export type Outcome = { readonly trial: Trial } & ({ readonly result: RunResult } | { readonly error: string });

export interface TrialHooks {
  /** Told which trial begins, its place from 1, and how many there are. */
  readonly onTrial?: (trial: Trial, place: number, count: number, state: 'new' | 'resumed' | 'reused') => void;
  readonly onEvent?: (event: TrainEvent, trial: Trial) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs trials in folders below `folder`, `jobs` at a time (default 1). One that is done already is not run again, one
 * that was begun is gone on with, and one that fails leaves its reason while the rest goes on.
 *
 * @throws Interrupted after `signal`; what is done stays done
 */
export async function runTrials(
  trials: readonly Trial[],
  folder: string,
  hooks: TrialHooks = {},
  jobs = 1,
): Promise<readonly Outcome[]> {
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
    if (state === 'reused') return { trial, result: RunFolder.open(path).metrics as unknown as RunResult };
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

/** The folder of a trial: the one where the same run lies already, or the first free one of its name. */
function placeOf({ name, options }: Trial, folder: string): { path: string; state: 'new' | 'resumed' | 'reused' } {
  const wanted = JSON.stringify(describeConfig(parseConfig(options, name)));
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? name : `${name}-${n}`);
    const found = lookAt(path);
    if (found === 'nothing' || found === 'empty') return { path, state: 'new' };
    if (found === 'other') continue;
    const run = RunFolder.open(path);
    if (JSON.stringify(describeConfig(run.config)) === wanted)
      return { path, state: run.metrics ? 'reused' : 'resumed' };
  }
}
