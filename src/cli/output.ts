import { metricColumns, type RunResult, type Table } from '../index.ts';

/** Where a command talks: results for people or, with --json, one JSON line on standard output and all else on standard error. */
export interface Output {
  readonly json: boolean;
  /** For people: standard output, or standard error with --json. */
  say(text: string): void;
  /** Progress and warnings: always standard error. */
  note(text: string): void;
  /** The result: printed by `say` for people, or as the last line of standard output. */
  result(value: object, text: string): void;
}

export function outputFor(json: boolean): Output {
  const note = (text: string) => process.stderr.write(`${text}\n`);
  const say = json ? note : (text: string) => process.stdout.write(`${text}\n`);
  return {
    json,
    say,
    note,
    result: (value, text) => {
      if (text !== '') say(text);
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
}

/** How far the rule goes below the last column, which may hold sentences. */
const LAST = 40;

/** Rows of cells in columns as wide as they need to be; numbers to the right, under their headings. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  const isNumber = (cell: string) => /^[\d.,±%–-]+$/.test(cell);
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumber(cell) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const [head, ...body] = rows;
  const rules = widths.map((width, i) => '─'.repeat(i === widths.length - 1 ? Math.min(width, LAST) : width));
  return [line(head!), rules.join('  '), ...body.map(line)].join('\n');
}

/** Columns of a terminal that tables keep within. */
const WIDTH = 80;

/** A table whose columns do not all fit beside one another, as several: each begins with the first `keys` columns. */
export function tables({ headings, rows }: Table, keys: number): string {
  const widthOf = (column: number) => Math.max(...[headings, ...rows].map(row => row[column]!.length));
  const columns = headings.map((_, column) => column);
  const first = columns.slice(0, keys);
  const width = (block: readonly number[]) => block.reduce((sum, column) => sum + 2 + widthOf(column), -2);
  const blocks: number[][] = [];
  for (const column of columns.slice(keys)) {
    const last = blocks.at(-1);
    if (last && width([...first, ...last, column]) <= WIDTH) last.push(column);
    else blocks.push([column]);
  }
  const cells = (block: readonly number[]) =>
    [headings, ...rows].map(row => [...first, ...block].map(column => row[column]!));
  return blocks.map(block => table(cells(block))).join('\n\n');
}

/** A table of runs. What all of them are evaluated on stands below, once. */
export function runsTable({ headings, rows }: Table, keys: number): string {
  const last = headings.length - 1;
  const [evaluatedOn, ...others] = new Set(rows.map(row => row[last]!));
  if (evaluatedOn === undefined || others.length > 0) return tables({ headings, rows }, keys);
  const shorter = { headings: headings.slice(0, last), rows: rows.map(row => row.slice(0, last)) };
  return `${tables(shorter, keys)}\n\n${evaluatedOn.startsWith('failed') ? 'All' : 'Evaluated on'} ${evaluatedOn}`;
}

/** The metrics of each part of the test set once. */
export const splits = ({ unseen, ...main }: RunResult['metrics']) =>
  unseen && unseen.evaluatedOn !== main.evaluatedOn ? [main, unseen] : [main];

/** A run's metrics, a table for each part of the test set. */
export function metricsTable({ metrics }: Pick<RunResult, 'metrics'>): string {
  return splits(metrics)
    .map(split => {
      const found = metricColumns.filter(({ value }) => value(split) !== undefined);
      const headings = found.map(({ heading }) => heading);
      const numbers = found.map(({ value }) => value(split)!.toFixed(4));
      return `Evaluated on ${split.evaluatedOn}:\n\n${tables({ headings, rows: [numbers] }, 0)}`;
    })
    .join('\n\n');
}
