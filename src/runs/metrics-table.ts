import { type MetricColumn, type Metrics, RUN_COLUMNS } from './metrics.ts';

/** Text in rows and columns, for a terminal, Markdown or CSV. */
export interface Table {
  /** A heading a column. */
  readonly headings: readonly string[];
  /** The cells of each row, as many as there are headings. */
  readonly rows: readonly (readonly string[])[];
}

/** The columns of a run's table that have a number in any of its splits. */
export const columnsOf = (splits: readonly Metrics[]): readonly MetricColumn[] =>
  RUN_COLUMNS.filter(({ value }) => splits.some(split => value(split) !== undefined));

/** The numbers of one split, with four decimals; `–` where it has none. */
export const cellsOf = (metrics: Metrics, columns: readonly MetricColumn[]): string[] =>
  columns.map(({ value }) => value(metrics)?.toFixed(4) ?? '–');
