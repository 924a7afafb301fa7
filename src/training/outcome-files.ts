import { join } from 'node:path';
import { NearfarError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { numberOfText } from '../options.ts';
import { barChart, rocCurve, savePlot, sweepChart } from '../report/index.ts';
import { saveComparisonReport, saveSweepReport } from './comparison-report.ts';
import { outcomeTable, toCsv, toMarkdown } from './comparison-table.ts';
import type { Metrics } from './judge.ts';
import { readPairs } from './pairs-file.ts';
import type { RunResult } from './run.ts';
import { type Axis, commonOf, type SweptValue } from './sweep.ts';
import type { Outcome } from './trials.ts';

/** A row of `comparison.json` or `sweep.json`: a run's result, or the reason why there is none. */
export type Row = RunResult | { readonly dataset: string; readonly method: string; readonly error: string };

export const rowsOf = (outcomes: readonly Outcome[]): Row[] =>
  outcomes.map(outcome => {
    if ('result' in outcome) return outcome.result;
    const { dataset, method } = outcome.trial.options;
    return { dataset: String(dataset), method: String(method), error: outcome.error };
  });

const succeeded = (outcomes: readonly Outcome[]) => outcomes.filter(outcome => 'result' in outcome);

/** Writes `comparison.json`, `.md` and `.csv`, a chart a data set, and `report.html`. At least one run must have succeeded for the charts. */
export async function saveComparison(outcomes: readonly Outcome[], folder: string): Promise<void> {
  saveTables(outcomes, join(folder, 'comparison'), 'methods');
  requireSuccess('compare', outcomes);
  for (const dataset of new Set(succeeded(outcomes).map(({ result }) => result.dataset))) {
    const results = succeeded(outcomes).flatMap(({ result }) => (result.dataset === dataset ? [result] : []));
    await savePlot(methodsChart(dataset, results), join(folder, 'plots', dataset));
    const roc = await rocChart(dataset, results);
    if (roc) await savePlot(roc, join(folder, 'plots', `${dataset}-roc`));
  }
  await saveComparisonReport(outcomes, folder);
}

function saveTables(outcomes: readonly Outcome[], path: string, named: 'methods' | 'trials'): void {
  const table = outcomeTable(outcomes, named);
  writeWhole(`${path}.json`, `${JSON.stringify({ rows: rowsOf(outcomes) }, null, 2)}\n`);
  writeWhole(`${path}.md`, toMarkdown(table));
  writeWhole(`${path}.csv`, toCsv(table));
}

function methodsChart(dataset: string, results: readonly RunResult[]): string {
  const columns = ['ROC-AUC', '5-way 1-shot', 'MAP@R', 'precision@1', '5-NN'].map(name => ({ name }));
  return barChart({
    title: `Methods on ${dataset}`,
    subtitle: `Over ${results[0]!.metrics.over}; ${results[0]!.epochs} ${results[0]!.epochs === 1 ? 'epoch' : 'epochs'}, ${results[0]!.dim} dimensions`,
    columns,
    rows: results.map(({ method, metrics: m }) => ({
      name: method,
      values: {
        'ROC-AUC': m.rocAuc,
        '5-way 1-shot': m.fewShot?.accuracy,
        'MAP@R': m.mapAtR,
        'precision@1': m.precisionAt1,
        '5-NN': m.knn5Accuracy,
      },
    })),
  });
}

/** How all methods tell the same pairs apart, as far as their runs left what they said of them. */
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
    title: `Telling pairs of ${dataset} apart`,
    subtitle: `ROC over ${count} fixed pairs of ${results[0]!.metrics.over}`,
    methods,
  });
}

/** Writes `sweep.json`, `.md` and `.csv`, a chart of MAP@R (or ROC-AUC where there is no embedding), and `report.html`. Gives back the best run. */
export async function saveSweep(
  outcomes: readonly Outcome[],
  axes: readonly Axis[],
  folder: string,
): Promise<Outcome & { readonly result: RunResult }> {
  saveTables(outcomes, join(folder, 'sweep'), 'trials');
  requireSuccess('sweep', outcomes);
  const done = succeeded(outcomes) as (Outcome & { readonly result: RunResult })[];
  const metric = done.every(({ result }) => result.metrics.mapAtR !== undefined) ? 'mapAtR' : 'rocAuc';
  const value = ({ metrics }: RunResult) => metrics[metric]!;
  if (axes.length <= 2) await savePlot(valuesChart(done, axes, metric), join(folder, 'plots', 'sweep'));
  await saveSweepReport(outcomes, axes, folder);
  return done.reduce((best, each) => (value(each.result) > value(best.result) ? each : best));
}

function valuesChart(
  done: readonly (Outcome & { readonly result: RunResult })[],
  axes: readonly Axis[],
  metric: keyof Metrics,
): string {
  const { metrics, ...first } = done[0]!.result;
  const varied = axes.map(({ option }) => option);
  const name = metric === 'mapAtR' ? 'MAP@R' : 'ROC-AUC';
  return sweepChart({
    title: `${commonOf(axes, first)}: ${name} against ${varied.join(' and ')}`,
    subtitle: `Over ${metrics.over}`,
    vary: varied as [string] | [string, string],
    metric: name,
    runs: done.map(({ trial, result }) => ({ values: valuesIn(trial.name), metric: result.metrics[metric] as number })),
  });
}

/** The values that a trial's name tells: `dim=2,margin=1`. */
function valuesIn(name: string): Record<string, SweptValue> {
  const pairs = name.split(',').map(part => part.split('=') as [string, string]);
  return Object.fromEntries(pairs.map(([option, value]) => [option, numberOfText(value)]));
}

function requireSuccess(who: string, outcomes: readonly Outcome[]): void {
  if (succeeded(outcomes).length > 0) return;
  const reasons = outcomes.map(outcome => `${outcome.trial.name}: ${'error' in outcome ? outcome.error : ''}`);
  throw new NearfarError({
    who,
    expected: 'at least one run to succeed',
    got: `none of ${outcomes.length}. ${reasons.join(' ')}`,
  });
}
