import { names as datasetNames } from '../data/registry.ts';
import { UsageError, unknownName } from '../errors.ts';
import { names as methodNames, withoutLoss } from '../methods/index.ts';
import type { Table } from '../runs/metrics-table.ts';
import type { RunOptions } from '../training/train-options.ts';
import { outcomeTable } from './comparison-table.ts';
import { type OutcomeRow, outcomeRows, saveComparison } from './outcome-files.ts';
import { type Outcome, runTrials, type Trial, type TrialHooks } from './trials.ts';

/** Options of `compare`: those of `train`, shared by all runs, but with several data sets and methods. */
export interface CompareOptions extends Omit<RunOptions, 'dataset' | 'method'> {
  /**
   * Data sets by name.
   * @default ['glyphs']
   */
  readonly datasets?: readonly string[];
  /**
   * Methods by name.
   * @default all that need no loss to be named
   */
  readonly methods?: readonly string[];
  /**
   * The folder of the table, its report and the runs.
   * @default 'runs/compare'
   */
  readonly out?: string;
}

/** The outcome of several runs. */
export interface Comparison {
  /** Where the table, its report and the runs are. */
  readonly folder: string;
  /** Each run with its result, or the reason why it has none. */
  readonly outcomes: readonly Outcome[];
  /** A row a run: its result, or the reason why it has none. */
  readonly rows: readonly OutcomeRow[];
  /** The outcomes as text. */
  readonly table: Table;
}

/**
 * Trains every method on every data set with the same options. Writes `comparison.json`, `.md` and `.csv`, charts and
 * `report.html` into `out`, beside a folder for each run. Runs finished before are not run again.
 *
 * @throws UsageError for a wrong name; NearfarError if no run succeeds; Interrupted after `signal`
 */
export async function compare(
  { datasets = ['glyphs'], methods = withoutLoss, out = 'runs/compare', ...options }: CompareOptions = {},
  hooks: TrialHooks = {},
): Promise<Comparison> {
  requireKnown('--datasets', 'a data set', datasets, datasetNames);
  requireKnown('--methods', 'a method', methods, methodNames);
  const trials = datasets.flatMap(dataset =>
    methods.map((method): Trial => ({ name: `${dataset}-${method}`, options: { ...options, dataset, method } })),
  );
  const outcomes = await runTrials(trials, out, hooks);
  await saveComparison(outcomes, out);
  return { folder: out, outcomes, rows: outcomeRows(outcomes), table: outcomeTable(outcomes, 'methods') };
}

function requireKnown(who: string, kind: string, given: readonly string[], known: readonly string[]): void {
  if (given.length === 0) throw new UsageError({ who, expected: `at least ${kind}`, got: 'none' });
  const stray = given.find(name => !known.includes(name));
  if (stray !== undefined) throw unknownName(who, kind, stray, known);
}
