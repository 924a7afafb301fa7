import { dirname, join, relative } from 'node:path';
import { counted } from '../counted.ts';
import { toCsv } from '../csv.ts';
import { NearfarError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { barChart, rocCurve, savePlot, sweepChart } from '../report/index.ts';
import { CHART_COLUMNS } from '../runs/metrics.ts';
import { readPairs } from '../runs/pairs-file.ts';
import type { RunResult } from '../runs/result.ts';
import { nameOf, parseConfig } from '../training/config.ts';
import { saveComparisonReport, saveSweepReport } from './comparison-report.ts';
import { outcomeTable, toMarkdown } from './comparison-table.ts';
import { type Setting, settingsOf, settingsTable } from './settings.ts';
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
    const { dataset, method } = parseConfig(outcome.trial.options);
    return { dataset: nameOf(dataset), method: nameOf(method ?? 'chosen by the data'), error: outcome.error };
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
function saveTables(outcomes: readonly Outcome[], path: string, named: 'methods' | 'trials', more: object = {}): void {
  const table = outcomeTable(outcomes, named);
  const trials = outcomes.map(outcome => ({
    name: outcome.trial.name,
    ...(outcome.trial.values && { values: outcome.trial.values }),
    ...('result' in outcome && { folder: relative(dirname(path), outcome.result.runDir) }),
  }));
  const json = { ...more, rows: outcomeRows(outcomes), trials };
  writeWhole(`${path}.json`, `${JSON.stringify(json, null, 2)}\n`);
  writeWhole(`${path}.md`, toMarkdown(table));
  writeWhole(`${path}.csv`, toCsv([table.headings, ...table.rows]));
}

function methodsChart(dataset: string, results: readonly RunResult[]): string {
  const { metrics, epochs, dim } = results[0]!;
  return barChart({
    title: `Methods on ${dataset}`,
    subtitle: `Over ${metrics.evaluatedOn}; ${counted(epochs, 'epoch')}, ${counted(dim, 'dimension')}`,
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

/** Writes `sweep.json`, `.md` and `.csv`, a chart of MAP@R (or ROC-AUC where there is no embedding), and `report.html`. Returns the settings. */
export async function saveSweep(
  outcomes: readonly Outcome[],
  vary: Readonly<Record<string, readonly SweptValue[]>>,
  folder: string,
): Promise<readonly Setting[]> {
  const done = successes(outcomes);
  const settings = done.length > 0 ? settingsOf(done) : [];
  const described = settings.map(({ runs, ...setting }) => ({ ...setting, runs: runs.map(({ trial }) => trial.name) }));
  saveTables(outcomes, join(folder, 'sweep'), 'trials', { vary, settings: described });
  requireSuccess('sweep', outcomes);
  const text = [settingsTable(settings), outcomeTable(outcomes, 'trials')].map(toMarkdown);
  writeWhole(join(folder, 'sweep.md'), text.join('\n'));
  const varied = Object.keys(vary).filter(option => option !== 'seed');
  if (varied.length <= 2) await savePlot(valuesChart(done, vary, settings[0]!.metric), join(folder, 'plots', 'sweep'));
  await saveSweepReport(outcomes, vary, folder);
  return settings;
}

function valuesChart(
  done: readonly Success[],
  vary: Readonly<Record<string, readonly SweptValue[]>>,
  metric: Setting['metric'],
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
