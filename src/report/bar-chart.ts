import { max, min } from 'd3-array';
import { someOf } from './checks.ts';
import { figure, type Heading } from './figure.ts';
import { metricText } from './heat-map.ts';
import { at, element, rule } from './svg.ts';
import { shorten, text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** A metric to compare by. */
export interface BarColumn {
  readonly name: string;
  /** @default 'higher' */
  readonly better?: 'higher' | 'lower';
}

/** What `barChart` draws. */
export interface BarChartOptions extends Heading {
  /** What is compared, such as methods; a value that is missing is drawn as a dash. */
  readonly rows: readonly { readonly name: string; readonly values: Readonly<Record<string, number | undefined>> }[];
  /** The rows are sorted by the first, best on top. */
  readonly columns: readonly BarColumn[];
}

type Row = BarChartOptions['rows'][number];

const rowHeight = 26;
const columnWidth = 150;
const barWidth = 88;

/**
 * A table of numbers with bars from zero: a row each for what is compared, a column each for a metric, its best in bold.
 *
 * @throws NearfarError where there is no row or no column
 */
export function barChart(options: BarChartOptions): string {
  const { columns } = options;
  someOf('barChart', 'row', options.rows.length);
  someOf('barChart', 'column', columns.length);
  const rows = sorted(options.rows, columns[0]!);
  const style = { size: theme.size.label };
  const names = rows.map(({ name }) => shorten(name, 200, style));
  const left = Math.max(...names.map(name => textWidth(name, style))) + 18;
  const head = 36;
  const width = left + columns.length * columnWidth - 20;
  const labels = names.map((name, k) => text(0, head + (k + 0.5) * rowHeight + 4, name, style));
  const drawn = columns.map((column, k) => at(left + k * columnWidth, 0, columnMarkup(column, rows, head)));
  const lines = [head, head + rows.length * rowHeight].map(y => rule(0, y, width, y, theme.grid));
  return figure(options, {
    markup: lines.join('') + labels.join('') + drawn.join(''),
    width,
    height: head + rows.length * rowHeight,
  });
}

const measured = ({ values }: Row, { name }: BarColumn): number | undefined =>
  Number.isFinite(values[name]) ? values[name] : undefined;

const bestOf = (rows: readonly Row[], column: BarColumn): number | undefined =>
  (column.better === 'lower' ? min : max)(rows, row => measured(row, column));

function sorted(rows: readonly Row[], column: BarColumn): Row[] {
  const sign = column.better === 'lower' ? 1 : -1;
  const key = (row: Row) => sign * (measured(row, column) ?? sign * Infinity);
  return rows.toSorted((a, b) => (key(a) === key(b) ? 0 : key(a) - key(b)));
}

function columnMarkup(column: BarColumn, rows: readonly Row[], head: number): string {
  const best = bestOf(rows, column);
  const longest = max(rows, row => Math.max(0, measured(row, column) ?? 0)) || 1;
  const title = shorten(column.name, columnWidth - 12, { bold: true });
  const remark = text(0, 25, `${column.better ?? 'higher'} is better`, { fill: theme.faint, size: theme.size.caption });
  const bars = rows.map((row, k) => {
    const value = measured(row, column);
    const middle = head + (k + 0.5) * rowHeight;
    if (value === undefined) return text(0, middle + 4, '–', { fill: theme.faint });
    const width = (barWidth * Math.max(0, value)) / longest;
    const fill = value === best ? theme.accent : '#a9c8dd';
    const number = { bold: value === best, fill: value === best ? theme.ink : theme.muted };
    return (
      element('rect', { x: 0, y: middle - 7, width, height: 14, rx: 1.5, fill }) +
      text(width + 6, middle + 4, metricText(value), number)
    );
  });
  return text(0, 11, title, { bold: true }) + remark + bars.join('');
}
