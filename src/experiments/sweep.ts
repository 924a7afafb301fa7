import { UsageError } from '../errors.ts';
import type { Table } from '../runs/metrics-table.ts';
import { nameOf } from '../training/config.ts';
import type { RunOptions } from '../training/train-options.ts';
import type { Comparison } from './compare.ts';
import { outcomeTable } from './comparison-table.ts';
import { outcomeRows, saveSweep } from './outcome-files.ts';
import { bestOf, type Setting, settingsTable } from './settings.ts';
import { runTrials, type SweptValue, type Trial, type TrialHooks } from './trials.ts';
import { withValue } from './varied.ts';

/** Options of `sweep`: those of `train`, shared by all runs, and the options to vary. */
export interface SweepOptions extends RunOptions {
  /** The values of each varied option: an option of `train`, or of its method, loss, miner or distance. */
  readonly vary: Readonly<Record<string, readonly SweptValue[]>>;
  /**
   * Runs at the same time.
   * @default 1
   */
  readonly jobs?: number;
  /**
   * The folder of the table, its report and the runs.
   * @default 'runs/sweep'
   */
  readonly out?: string;
}

/** The outcome of a sweep, and its best setting. */
export interface Sweep extends Comparison {
  /** The settings, in their order; runs that differ in the seed alone are of one. */
  readonly settings: readonly Setting[];
  /** The setting that is best on validation samples, or on test samples where some run has no others; undefined where there is only one. */
  readonly best: Setting | undefined;
  /** The settings as text: mean ± deviation over the runs of each. */
  readonly settingsTable: Table;
}

/**
 * Trains a run for every combination of the varied options' values. Writes `sweep.json`, `.md` and `.csv`, a chart and
 * `report.html` into `out`, beside a folder for each run. Runs finished before are not run again.
 *
 * @throws UsageError for a wrong option; NearfarError if no run succeeds; Interrupted after `signal`
 */
export async function sweep(
  { vary, jobs = 1, out = 'runs/sweep', ...options }: SweepOptions,
  hooks: TrialHooks = {},
): Promise<Sweep> {
  const varied = Object.keys(vary);
  if (varied.length === 0)
    throw new UsageError({
      who: 'sweep',
      expected: 'at least one option to vary',
      got: 'none',
      fix: 'Add --vary dim=2,4,8',
    });
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new UsageError({ who: '--jobs', expected: 'a whole number of at least 1', got: String(jobs) });
  const outcomes = await runTrials(trialsOf(options, vary), out, hooks, jobs);
  const settings = await saveSweep(outcomes, vary, out);
  return {
    folder: out,
    outcomes,
    settings,
    best: settings.length > 1 ? bestOf(settings) : undefined,
    rows: outcomeRows(outcomes),
    table: outcomeTable(outcomes, 'trials'),
    settingsTable: settingsTable(settings),
  };
}

function trialsOf(options: RunOptions, vary: SweepOptions['vary']): readonly Trial[] {
  let trials: readonly (Trial & { readonly values: NonNullable<Trial['values']> })[] = [
    { name: '', options, values: {} },
  ];
  for (const [option, all] of Object.entries(vary)) {
    trials = trials.flatMap(({ name, options, values }) =>
      all.map(value => ({
        name: `${name}${name === '' ? '' : ','}${option}=${nameOf(String(value))}`,
        options: withValue(options, option, value),
        values: { ...values, [option]: value },
      })),
    );
  }
  return trials;
}
