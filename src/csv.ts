/** How CSV is written. */
export interface CsvOptions {
  /** Whether a text that a spreadsheet would compute, one that begins with `=`, `+`, `-`, `@` or a tab, gets a `'` before it. @default false */
  readonly escapeFormulas?: boolean;
}

/** Rows of cells as CSV (RFC 4180). */
export const toCsv = (
  rows: readonly (readonly (string | number)[])[],
  { escapeFormulas = false }: CsvOptions = {},
): string => {
  const text = (cell: string | number) =>
    typeof cell === 'string' && escapeFormulas && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return rows.map(row => `${row.map(cell => quoted(text(cell))).join(',')}\n`).join('');
};

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
