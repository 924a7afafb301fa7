import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { NearfarError, UsageError } from '../../errors.ts';
import {
  columnOf,
  findColumn,
  isMissing,
  labelColumn,
  type NumericColumn,
  namedColumn,
  noLabel,
  numbersOf,
  textOf,
} from './columns.ts';
import { isInside } from './folder.ts';
import { IMAGE_EXTENSIONS } from './image-file.ts';
import type { Entry, ImageSource, Listing, Part, ReadOptions, Skipped } from './listing.ts';
import { requiredPart, textInputOf } from './listing.ts';
import { type Row, readRows } from './table-rows.ts';
import { textColumn, textContent, textIn } from './texts.ts';

/** How a table is read. */
export interface TableOptions extends Pick<ReadOptions, 'label' | 'group' | 'text' | 'like'> {
  /** Whether each row must have a class. Default true. */
  readonly labelled?: boolean;
}

/**
 * A table (CSV, TSV, JSONL, Parquet) as samples: the images that a column names or holds, or else its columns as numbers.
 *
 * @throws UsageError that lists the columns where the label is none of them; NearfarError that names the row and the column
 */
export const listTable = (path: string, options: TableOptions = {}): Promise<Listing> => listTables([path], options);

/** Tables of the same columns as one. Their paths of images begin at the folder of each. */
export async function listTables(
  paths: readonly string[],
  options: TableOptions = {},
  parts?: readonly Part[],
): Promise<Listing> {
  const { labelled = true } = options;
  const path = paths[0]!;
  const { columns, rows, files } = await readTables(paths);
  const label = labelColumn(path, columns, options.label, options.like?.label);
  if (label === undefined && labelled) throw noLabel(path, columns);
  const usual = columns.find(name => name === options.like?.group);
  const group = options.group === undefined ? usual : namedColumn(path, 'group (--group)', columns, options.group);
  const roles = {
    label,
    group,
    part: findColumn(columns, ['split']),
    id: findColumn(columns, ['id']),
  };
  const own = Object.values(roles);
  const others = columns.filter(name => !own.includes(name));
  const text = textInputOf(options);
  const words = text && textColumn(path, others, rows, options.like);
  const skipped: Skipped[] = [];
  const kept: { readonly row: Row; readonly entry: Entry; readonly place: string; readonly path: string }[] = [];
  for (const [i, row] of rows.entries()) {
    const { path, number, file } = files[i]!;
    const place = `${path}, row ${number}`;
    const entry = {
      ...(parts && { part: parts[file]! }),
      ...entryOf(row, roles, `${basename(path)}:${number}`, place),
    };
    if (labelled && entry.label === undefined) skipped.push({ id: entry.id, reason: 'no label' });
    else if (words !== undefined && textIn(row, words) === undefined) skipped.push({ id: entry.id, reason: 'no text' });
    else kept.push({ row, entry, place, path });
  }
  const several = paths.length > 1 ? `, in ${paths.length} files` : '';
  const about = { name: basename(path, extname(path)), skipped };
  if (text && words !== undefined) {
    const texts = kept.map(({ row }) => textIn(row, words)!);
    const { content, notes } = textContent(texts, text, words, options.like);
    const leftOut = others.filter(name => name !== words).map(name => `Column "${name}" is left out, beside texts.`);
    const entries = kept.map(({ entry }) => entry);
    return { ...about, entries, format: `a table of texts${several}`, content, notes: [...notes, ...leftOut] };
  }
  const image = others.find(name => holdsImages(rows, name));
  const entries = kept.map(({ entry }) => entry);
  if (image !== undefined && !options.like?.columns) {
    const notes = others.filter(name => name !== image).map(name => `Column "${name}" is left out, beside images.`);
    const images = kept.map(({ row, place, path }) =>
      imageOf(row[image], dirname(path), `${place}, column "${image}"`),
    );
    return { ...about, entries, format: `a table of images${several}`, content: { kind: 'images', images }, notes };
  }
  const kinds = options.like?.columns ?? others.map(name => columnOf(name, rows));
  const chosen = kinds.filter((kind): kind is NumericColumn => typeof kind !== 'string' && kind.kind !== 'text');
  requireColumns(path, columns, chosen);
  const samples = numbersOf(
    kept.map(({ row }) => row),
    chosen,
    i => kept[i]!.place,
  );
  return {
    ...about,
    entries,
    format: `a table${several}`,
    content: { kind: 'numbers', samples, columns: chosen },
    notes: kinds.filter(kind => typeof kind === 'string'),
  };
}

interface Tables {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Of each row: its file, which of all it is, and the row's number in it. */
  readonly files: readonly { readonly path: string; readonly file: number; readonly number: number }[];
}

async function readTables(paths: readonly string[]): Promise<Tables> {
  const rows: Row[] = [];
  const files: { path: string; file: number; number: number }[] = [];
  let columns: readonly string[] = [];
  for (const [file, path] of paths.entries()) {
    const found = await readRows(path);
    if (file === 0) columns = found.columns;
    const differs = found.columns.length !== columns.length || found.columns.some(name => !columns.includes(name));
    if (differs) {
      const expected = `the columns of ${basename(paths[0]!)}, ${columns.join(', ')}`;
      throw new UsageError({ who: path, expected, got: found.columns.join(', ') });
    }
    for (const [i, row] of found.rows.entries()) {
      rows.push(row);
      files.push({ path, file, number: i + found.first });
    }
  }
  return { columns, rows, files };
}

function requireColumns(who: string, columns: readonly string[], chosen: readonly NumericColumn[]): void {
  if (chosen.length === 0) {
    const expected = 'a column of numbers, categories or images beside the label';
    const fix = 'Texts need a sentence encoder: --network ENCODER.onnx';
    throw new UsageError({ who, expected, got: columns.join(', '), fix });
  }
  const missing = chosen.find(({ name }) => !columns.includes(name));
  if (missing === undefined) return;
  const expected = `the columns that the run was trained on, ${chosen.map(({ name }) => name).join(', ')}`;
  throw new UsageError({ who, expected, got: `no "${missing.name}" among ${columns.join(', ')}` });
}

/** The columns that are no part of a sample. */
type Roles = Readonly<Record<'label' | 'group' | 'part' | 'id', string | undefined>>;

function entryOf(row: Row, { label, group, part, id }: Roles, name: string, place: string): Entry {
  const cellOf = (column: string | undefined) => (column === undefined ? undefined : row[column]);
  const text = (column: string | undefined) => (isMissing(cellOf(column)) ? undefined : textOf(cellOf(column)));
  const [ownLabel, ownGroup] = [text(label), text(group)];
  const ownPart = part === undefined ? undefined : requiredPart(text(part), `${place}, column "${part}"`);
  return {
    id: text(id) ?? name,
    ...(ownLabel !== undefined && { label: ownLabel }),
    ...(ownGroup !== undefined && { group: ownGroup }),
    ...(ownPart !== undefined && { part: ownPart }),
  };
}

/** Bytes of an image, as Parquet files have them: plain, or beside a path. */
const bytesOf = (cell: unknown): Uint8Array | undefined => {
  const bytes = cell instanceof Uint8Array ? cell : (cell as { bytes?: unknown } | null | undefined)?.bytes;
  return bytes instanceof Uint8Array ? bytes : undefined;
};

function holdsImages(rows: readonly Row[], column: string): boolean {
  const cells = rows.map(row => row[column]).filter(cell => !isMissing(cell));
  const isPath = (cell: unknown) =>
    typeof cell === 'string' && IMAGE_EXTENSIONS.includes(extname(cell.trim()).toLowerCase());
  return cells.length > 0 && cells.every(cell => bytesOf(cell) !== undefined || isPath(cell));
}

/** An image's path lies below the table's folder; one that does not exist is told when it is read. */
function imageOf(cell: unknown, folder: string, who: string): ImageSource {
  const bytes = bytesOf(cell);
  if (bytes) return { bytes };
  if (isMissing(cell)) throw new NearfarError({ who, expected: 'the path of an image', got: 'none' });
  const root = realpathSync(folder);
  const path = resolve(root, textOf(cell));
  const isThere = existsSync(path);
  if (isInside(root, isThere ? realpathSync(path) : path)) return { path };
  throw new NearfarError({
    who,
    expected: `a path inside ${root}`,
    got: `"${textOf(cell)}"`,
    fix: 'Put the table into a folder that holds all its images',
  });
}
