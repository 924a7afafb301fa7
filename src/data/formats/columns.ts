import { NearfarError, UsageError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import { inOrder } from './in-order.ts';
import type { Column, TextColumn } from './listing.ts';
import type { Row } from './table-rows.ts';

/** A column with more values is not turned into a number for each. */
export const MOST_VALUES = 100;

const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?']);

/** Whether a cell says that there is no value. */
export const isMissing = (cell: unknown): boolean =>
  cell === undefined || cell === null || (typeof cell === 'string' && MISSING.has(cell.trim().toLowerCase()));

/** A cell as text, as a class or a group is named. */
export const textOf = (cell: unknown): string => String(cell).trim();

const numberOf = (cell: unknown): number =>
  typeof cell === 'string' && cell.trim() === '' ? Number.NaN : Number(cell);

const isNumeric = (cell: unknown): boolean =>
  typeof cell === 'string'
    ? !Number.isNaN(numberOf(cell))
    : typeof cell === 'number' || typeof cell === 'bigint' || typeof cell === 'boolean';

/** What a column of a table is to a network; a sentence where it is left out. */
export function columnOf(name: string, rows: readonly Row[]): NumericColumn | string {
  const cells = rows.map(row => row[name]).filter(cell => !isMissing(cell));
  if (cells.length === 0) return `Column "${name}" is left out: it is empty.`;
  if (cells.every(isNumeric)) return { name, kind: 'number' };
  if (cells.some(cell => typeof cell === 'object')) return `Column "${name}" is left out: it holds lists or objects.`;
  const values = [...new Set(cells.map(textOf))].sort(inOrder);
  if (values.length <= MOST_VALUES) return { name, kind: 'category', values };
  return `Column "${name}" is left out: it has ${values.length} different values, more than ${MOST_VALUES}.`;
}

/** A column whose cells become numbers by themselves. */
export type NumericColumn = Exclude<Column, TextColumn>;

const widthOf = (column: NumericColumn): number => (column.kind === 'number' ? 1 : column.values.length);

/**
 * Rows as numbers [n, width]: number columns as they are, a 0 or 1 for each value of a category (all 0 for a value that the
 * column does not list, or none).
 *
 * @throws NearfarError that names row and column where a number is missing or not finite
 */
export function numbersOf(
  rows: readonly Row[],
  columns: readonly NumericColumn[],
  placeOf: (row: number) => string,
): NdArray<Float32Array> {
  const width = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const data = new Float32Array(rows.length * width);
  let start = 0;
  for (const column of columns) {
    const placeOfValue =
      column.kind === 'category' ? new Map(column.values.map((value, place) => [value, place])) : undefined;
    for (const [i, row] of rows.entries()) {
      const cell = row[column.name];
      if (placeOfValue) {
        const place = isMissing(cell) ? undefined : placeOfValue.get(textOf(cell));
        if (place !== undefined) data[i * width + start + place] = 1;
      } else data[i * width + start] = finite(cell, `${placeOf(i)}, column "${column.name}"`);
    }
    start += widthOf(column);
  }
  return { data, shape: [rows.length, width] };
}

function finite(cell: unknown, who: string): number {
  const value = isMissing(cell) ? Number.NaN : numberOf(cell);
  if (Number.isFinite(Math.fround(value))) return value;
  const got = cell === undefined || cell === null || cell === '' ? 'none' : `"${cell}"`;
  throw new NearfarError({ who, expected: 'a finite number', got, fix: 'Fill the value in, or leave the row out' });
}

/** The names that a label column is found by. */
export const LABELS: readonly string[] = ['label', 'class', 'target', 'y'];

/** The column of that name, or else the one that is usually named so. */
export function findColumn(columns: readonly string[], names: readonly string[]): string | undefined {
  for (const wanted of names) {
    const found = columns.find(name => name.toLowerCase() === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @throws UsageError that lists the columns, where the one that was named is not among them */
export function namedColumn(who: string, option: string, columns: readonly string[], name: string): string {
  if (columns.includes(name)) return name;
  throw new UsageError({
    who,
    expected: `${option}: a column out of ${columns.join(', ')}`,
    got: `"${name}"`,
  });
}

/** The column with the classes: the one that is named, else the `usual` one if there is one, else one that is found by its name. */
export function labelColumn(
  who: string,
  columns: readonly string[],
  label: string | undefined,
  usual: string | undefined,
): string | undefined {
  if (label !== undefined) return namedColumn(who, 'label (--label)', columns, label);
  return usual !== undefined && columns.includes(usual) ? usual : findColumn(columns, LABELS);
}

/** The error for a table whose classes are in none of its columns. */
export const noLabel = (who: string, columns: readonly string[]): UsageError =>
  new UsageError({
    who,
    expected: `a column named ${LABELS.slice(0, -1).join(', ')} or ${LABELS.at(-1)}`,
    got: columns.join(', '),
    fix: `Name the column with the classes by --label${columns.includes('a') && columns.includes('b') ? '; a list of pairs has a column "same" beside a and b' : ''}`,
  });
