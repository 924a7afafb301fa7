import { absolute } from '../data/formats/pattern.ts';
import { isOwnPath, requireDataset } from '../data/load.ts';
import { names as datasetNames } from '../data/registry.ts';
import { UsageError, unknownName } from '../errors.ts';
import { names as methodNames, takesLoss, withoutLoss } from '../methods/index.ts';
import type { Table } from '../runs/metrics-table.ts';
import { runName } from '../runs/title.ts';
import { nameOf } from '../training/config.ts';
import type { RunOptions } from '../training/train-options.ts';
import { outcomeTable } from './comparison-table.ts';
import { type OutcomeRow, outcomeRows, saveComparison } from './outcome-files.ts';
import { type Outcome, runTrials, type Trial, type TrialHooks } from './trials.ts';

/** Options of `compare`: those of `train`, shared by all runs. A loss, a miner and a distance are for the methods that take them. */
export interface CompareOptions extends RunOptions {
  /** Data sets by name, by path, or in memory. @default the one of `dataset` */
  readonly datasets?: readonly NonNullable<RunOptions['dataset']>[];
  /** Methods by name, or your own. @default the one of `method`, 'online' with a `loss`, or all that need no loss */
  readonly methods?: readonly NonNullable<RunOptions['method']>[];
  /** The folder of the table, its report and the runs. @default 'runs/compare' */
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
  { datasets, methods, out = 'runs/compare', dataset = 'glyphs', method, ...options }: CompareOptions = {},
  hooks: TrialHooks = {},
): Promise<Comparison> {
  const chosen = methods ?? (method ? [method] : options.loss === undefined ? withoutLoss : ['online']);
  const data = datasets ?? [dataset];
  const isPath = (thing: unknown) => typeof thing === 'string' && isOwnPath(thing);
  for (const path of data.filter(isPath)) requireDataset(path as string);
  requireKnown('--datasets', 'a data set', data, [...datasetNames, ...(data.filter(isPath) as string[])]);
  requireKnown('--methods', 'a method', chosen, methodNames);
  requireTaken(options, chosen);
  const trials = data.flatMap(given =>
    chosen.map((method): Trial => {
      const dataset = isPath(given) ? absolute(given as string) : given;
      const all = { ...(takes(method) ? options : withoutLossOf(options)), dataset, method };
      return { name: runName(all), options: all };
    }),
  );
  const outcomes = await runTrials(trials, out, hooks);
  await saveComparison(outcomes, out);
  return { folder: out, outcomes, rows: outcomeRows(outcomes), table: outcomeTable(outcomes, 'methods') };
}

const takes = (method: RunOptions['method']): boolean => typeof method !== 'string' || takesLoss(method);

/** The options for a method that brings its own loss. */
function withoutLossOf(options: RunOptions): RunOptions {
  const { loss, lossOptions, miner, minerOptions, distance, distanceOptions, ...others } = options;
  return others;
}

/** Refuses a loss or a miner that none of the methods would take. */
function requireTaken({ loss, miner }: RunOptions, methods: readonly NonNullable<RunOptions['method']>[]): void {
  const given = loss ?? miner;
  if (given === undefined || methods.some(takes)) return;
  throw new UsageError({
    who: 'compare',
    expected: `a method that takes a ${loss ? 'loss' : 'miner'}`,
    got: `${methods.map(nameOf).join(', ')} with ${nameOf(given)}`,
    fix: 'Add online to --methods',
  });
}

function requireKnown(
  who: string,
  kind: string,
  given: readonly Parameters<typeof nameOf>[0][],
  known: readonly string[],
): void {
  if (given.length === 0) throw new UsageError({ who, expected: `at least ${kind}`, got: 'none' });
  const stray = given.find(thing => typeof thing === 'string' && !known.includes(thing));
  if (stray !== undefined) throw unknownName(who, kind, nameOf(stray), known);
}
