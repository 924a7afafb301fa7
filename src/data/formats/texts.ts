import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { counted } from '../../counted.ts';
import { UsageError } from '../../errors.ts';
import type { TextInput } from '../../networks/network.ts';
import { tokenRows } from '../tokens.ts';
import { findColumn, isMissing, textOf } from './columns.ts';
import type { Content, Listing, Taken } from './listing.ts';
import type { Row } from './table-rows.ts';

/** The names that a column of texts is found by. */
const TEXTS: readonly string[] = ['text', 'sentence'];

const isWords = (cell: unknown): boolean => typeof cell === 'string' && Number.isNaN(Number(cell));

/**
 * The column with the texts: that of the run, else the one of a usual name, else the only one with words.
 *
 * @throws UsageError that lists the columns where there is none, or several
 */
export function textColumn(
  who: string,
  columns: readonly string[],
  rows: readonly Row[],
  like: Taken | undefined,
): string {
  const trained = like?.columns?.find(({ kind }) => kind === 'text')?.name;
  if (trained !== undefined && columns.includes(trained)) return trained;
  const usual = trained === undefined ? findColumn(columns, TEXTS) : undefined;
  if (usual !== undefined) return usual;
  const words = columns.filter(name => rows.some(row => isWords(row[name])));
  if (trained === undefined && words.length === 1) return words[0]!;
  throw new UsageError({
    who,
    expected: trained === undefined ? `a column named ${TEXTS.join(' or ')}` : `the column "${trained}" with the texts`,
    got: columns.join(', ') || 'none',
  });
}

/** The text of a cell; undefined where there is none. */
export const textIn = (row: Row, column: string): string | undefined =>
  isMissing(row[column]) ? undefined : textOf(row[column]);

/** Texts as the content of a listing, with a note where some are cut. */
export function textContent(
  texts: readonly string[],
  text: TextInput,
  column: string | undefined,
  like: Taken | undefined,
): { readonly content: Content; readonly notes: readonly string[] } {
  const { samples, cut } = tokenRows(texts, text, like?.shape[0]);
  const length = samples.shape[1]!;
  const some = `${counted(cut, 'text is', 'texts are')} longer than ${length} tokens and cut`;
  const more = like === undefined ? '; --network-option length=N takes more of them' : '';
  return {
    content: { kind: 'numbers', samples, ...(column !== undefined && { columns: [{ name: column, kind: 'text' }] }) },
    notes: cut > 0 ? [`${some}${more}.`] : [],
  };
}

/** The lines of a text file as texts; empty ones are left out. */
export function listLines(path: string, text: TextInput, like: Taken): Listing {
  const lines = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  const kept = [...lines.entries()].filter(([, line]) => line.trim() !== '');
  const { content, notes } = textContent(
    kept.map(([, line]) => line.trim()),
    text,
    undefined,
    like,
  );
  const entries = kept.map(([i]) => ({ id: `${basename(path)}:${i + 1}` }));
  return { name: basename(path), format: 'lines of text', entries, content, skipped: [], notes };
}
