import { dirname, join, relative } from 'node:path';
import { toCsv } from '../csv.ts';
import { NearfarError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { barChart, rocCurve, savePlot, sweepChart } from '../report/index.ts';
import { CHART_COLUMNS } from '../runs/metrics.ts';
import { readPairs } from '../runs/pairs-file.ts';
import type { RunResult } from '../runs/result.ts';
import { saveComparisonReport, saveSweepReport } from './comparison-report.ts';
import { outcomeTable, toMarkdown } from './comparison-table.ts';
import { meanOf, seedGroups } from './seeds.ts';
import { type Outcome, type Success, type SweptValue, successes } from './trials.ts';
import { commonTitle } from './varied.ts';

/** A row of `comparison.json` or `sweep.json`: a run's result, or the reason why it has none. */
export type OutcomeRow = RunResult | FailedRow;

/** A run that failed. */
export interface FailedRow {
  /** The data set's name. */
  readonly dataset: string;
  /** The method's name. */
  readonly method: string;
  /** The reason. */
  readonly error: string;
}

/** Outcomes as plain data. */
export const outcomeRows = (outcomes: readonly Outcome[]): OutcomeRow[] =>
  outcomes.map(outcome => {
    if ('result' in outcome) return outcome.result;
    const { dataset, method } = outcome.trial.options;
    return { dataset: String(dataset), method: String(method), error: outcome.error };
  });

/** Writes `comparison.json`, `.md` and `.csv`, charts of each data set, and `report.html`. At least one run must have succeeded for the charts. */
export async function saveComparison(outcomes: readonly Outcome[], folder: string): Promise<void> {
  saveTables(outcomes, join(folder, 'comparison'), 'methods');
  requireSuccess('compare', outcomes);
  const done = successes(outcomes);
  for (const dataset of new Set(done.map(({ result }) => result.dataset))) {
    const results = done.flatMap(({ result }) => (result.dataset === dataset ? [result] : []));
    await savePlot(methodsChart(dataset, results), join(folder, 'plots', dataset));
    const roc = await rocChart(dataset, results);
    if (roc) await savePlot(roc, join(folder, 'plots', `${dataset}-roc`));
  }
  await saveComparisonReport(outcomes, folder);
}

/** Writes the tables; the JSON also says where each run lies, so that all can be drawn again. */
function saveTables(
  outcomes: readonly Outcome[],
  path: string,
  named: 'methods' | 'trials',
  vary?: Readonly<Record<string, readonly SweptValue[]>>,
): void {
  const table = outcomeTable(outcomes, named);
  const trials = outcomes.map(outcome => ({
    name: outcome.trial.name,
    ...(outcome.trial.values && { values: outcome.trial.values }),
    ...('result' in outcome && { folder: relative(dirname(path), outcome.result.runDir) }),
  }));
  const json = { rows: outcomeRows(outcomes), trials, ...(vary && { vary }) };
  writeWhole(`${path}.json`, `${JSON.stringify(json, null, 2)}\n`);
  writeWhole(`${path}.md`, toMarkdown(table));
  writeWhole(`${path}.csv`, toCsv([table.headings, ...table.rows]));
}

function methodsChart(dataset: string, results: readonly RunResult[]): string {
  const { metrics, epochs, dim } = results[0]!;
  return barChart({
    title: `Methods on ${dataset}`,
    subtitle: `Over ${metrics.evaluatedOn}; ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, ${dim} dimensions`,
    columns: CHART_COLUMNS.map(({ heading }) => ({ name: heading })),
    rows: results.map(({ method, metrics }) => ({
      name: method,
      values: Object.fromEntries(CHART_COLUMNS.map(({ heading, value }) => [heading, value(metrics)])),
    })),
  });
}

/** The ROC curves of all methods over the same pairs, as far as their runs have written them. */
async function rocChart(dataset: string, results: readonly RunResult[]): Promise<string | undefined> {
  const read = await Promise.all(
    results.map(async ({ runDir, method }) => {
      const pairs = await readPairs(join(runDir, 'pairs.parquet'));
      return pairs ? [{ name: method, ...pairs }] : [];
    }),
  );
  const methods = read.flat();
  if (methods.length === 0) return undefined;
  const count = methods[0]!.same.length.toLocaleString('en');
  return rocCurve({
    title: `Verification on ${dataset}, ROC curves`,
    subtitle: `Over ${count} fixed pairs of ${results[0]!.metrics.evaluatedOn}`,
    methods,
  });
}

/** The best values of a sweep. */
export interface BestValues {
  /** Such as `dim=8,margin=1`: the run's name, without its seed. */
  readonly name: string;
  /** The same by option. */
  readonly values: Readonly<Record<string, SweptValue>>;
  /** What it is the best by: MAP@R, or ROC-AUC where there is no embedding. */
  readonly metric: 'mapAtR' | 'rocAuc';
  /** Over all seeds of these values. */
  readonly mean: number;
  /** The standard deviation over seeds; undefined for one. */
  readonly deviation: number | undefined;
  /** A run for each seed. */
  readonly runs: readonly Success[];
}

/**
 * Writes `sweep.json`, `.md` and `.csv`, a chart of MAP@R (or ROC-AUC where there is no embedding), and `report.html`.
 * Returns the best values by their mean over seeds; undefined where nothing but the seed is varied.
 */
export async function saveSweep(
  outcomes: readonly Outcome[],
  vary: Readonly<Record<string, readonly SweptValue[]>>,
  folder: string,
): Promise<BestValues | undefined> {
  saveTables(outcomes, join(folder, 'sweep'), 'trials', vary);
  requireSuccess('sweep', outcomes);
  const done = successes(outcomes);
  const metric = done.every(({ result }) => result.metrics.mapAtR !== undefined) ? 'mapAtR' : 'rocAuc';
  const varied = Object.keys(vary).filter(option => option !== 'seed');
  if (varied.length <= 2) await savePlot(valuesChart(done, vary, metric), join(folder, 'plots', 'sweep'));
  await saveSweepReport(outcomes, vary, folder);
  if (varied.length === 0) return undefined;
  const groups = seedGroups(done).map(
    (group): BestValues => ({ ...group, metric, ...meanOf(group.runs, m => m[metric])! }),
  );
  return groups.reduce((best, each) => (each.mean > best.mean ? each : best));
}

function valuesChart(
  done: readonly Success[],
  vary: Readonly<Record<string, readonly SweptValue[]>>,
  metric: 'mapAtR' | 'rocAuc',
): string {
  const { metrics, ...first } = done[0]!.result;
  const name = metric === 'mapAtR' ? 'MAP@R' : 'ROC-AUC';
  const varied = Object.keys(vary).filter(option => option !== 'seed');
  const seeds = vary['seed']?.length ?? 1;
  const against = varied.length > 0 ? ` against ${varied.join(' and ')}` : ` of ${seeds} seeds`;
  return sweepChart({
    subject: commonTitle(varied, first),
    title: `${name}${against}`,
    subtitle: `Over ${metrics.evaluatedOn}${seeds > 1 ? `; means of ${seeds} seeds and their standard deviations` : ''}`,
    vary: varied as [] | [string] | [string, string],
    metric: name,
    runs: done.map(({ trial, result }) => ({ values: trial.values!, metric: result.metrics[metric]! })),
  });
}

function requireSuccess(who: string, outcomes: readonly Outcome[]): void {
  if (successes(outcomes).length > 0) return;
  const reasons = outcomes.map(outcome => `${outcome.trial.name}: ${'error' in outcome ? outcome.error : ''}`);
  throw new NearfarError({
    who,
    expected: 'at least one run to succeed',
    got: `none of ${outcomes.length}. ${reasons.join(' ')}`,
  });
}
