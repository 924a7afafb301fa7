import { metricsTable as metricsOf, type RunResult } from '../index.ts';

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

/** Rows of cells in columns as wide as they need to be; numbers to the right. */
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

/** A run's metrics as a table, a row a split. */
export function metricsTable({ metrics }: Pick<RunResult, 'metrics'>): string {
  const { headings, rows } = metricsOf(metrics);
  return table([headings, ...rows]);
}
