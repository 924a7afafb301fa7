import { type MetricColumn, type Metrics, RUN_COLUMNS } from './metrics.ts';
import { type RunMetrics, splitsOf } from './result.ts';

/** Text in rows and columns, for a terminal, Markdown or CSV. */
export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The columns of a run's table that have a number in any of its splits. */
export const columnsOf = (splits: readonly Metrics[]): readonly MetricColumn[] =>
  RUN_COLUMNS.filter(({ value }) => splits.some(split => value(split) !== undefined));

/** The numbers of one split, with four decimals; `–` where it has none. */
export const cellsOf = (metrics: Metrics, columns: readonly MetricColumn[]): string[] =>
  columns.map(({ value }) => value(metrics)?.toFixed(4) ?? '–');

/** A run's metrics as text: a row a split, with what it is evaluated on and its numbers. */
export function metricsTable(metrics: RunMetrics): Table {
  const splits = splitsOf(metrics);
  const columns = columnsOf(splits);
  return {
    headings: ['evaluated on', ...columns.map(({ heading }) => heading)],
    rows: splits.map(split => [split.evaluatedOn, ...cellsOf(split, columns)]),
  };
}
