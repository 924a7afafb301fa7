import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type CsvError, parse } from 'csv-parse/sync';
import { type FileMetaData, parquetMetadata, parquetReadObjects, parquetSchema, type SchemaTree } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { NearfarError } from '../../errors.ts';

/** A row of a table, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** The rows of a table's file, with their columns in order. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** The number of the first row, as people count the lines of the file. */
  readonly first: number;
}

type Reader = (bytes: Buffer, path: string) => Rows | Promise<Rows>;

const READERS: Readonly<Record<string, Reader>> = {
  '.csv': (bytes, path) => delimited(bytes, path, ','),
  '.tsv': (bytes, path) => delimited(bytes, path, '\t'),
  '.jsonl': jsonLines,
  '.ndjson': jsonLines,
  '.parquet': parquet,
};

/** Names of tables end so. */
export const TABLE_EXTENSIONS: readonly string[] = Object.keys(READERS);

/** @throws NearfarError that names the line of a damaged table */
export async function readRows(path: string): Promise<Rows> {
  const found = await READERS[extname(path).toLowerCase()]!(readFileSync(path), path);
  if (found.rows.length > 0) return found;
  throw new NearfarError({ who: path, expected: 'a table with rows', got: 'none' });
}

/** The first line has the names of the columns. */
function delimited(bytes: Buffer, path: string, delimiter: string): Rows {
  let columns: string[] = [];
  const named = (names: string[]) => {
    columns = names.map(name => name.trim());
    return columns;
  };
  let rows: Row[];
  try {
    rows = parse(bytes, { bom: true, delimiter, columns: named, skip_empty_lines: true, info: false }) as Row[];
  } catch (cause) {
    const { message, lines } = cause as CsvError;
    const where = lines === undefined ? path : `${path}, line ${lines}`;
    throw new NearfarError({ who: where, expected: 'a row of the table', got: message }, { cause });
  }
  requireNames(path, columns);
  return { columns, rows, first: 2 };
}

function requireNames(who: string, columns: readonly string[]): void {
  const expected = 'the names of the columns in its first line';
  const fix = 'Put a line with a name for each column before the others';
  if (columns.length > 0 && columns.every(name => name !== '' && !Number.isNaN(Number(name)))) {
    throw new NearfarError({ who, expected, got: `numbers (${columns.slice(0, 4).join(', ')}, …)`, fix });
  }
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined)
    throw new NearfarError({ who, expected: 'different names of columns', got: `"${twice}" twice` });
}

function jsonLines(bytes: Buffer, path: string): Rows {
  const columns = new Set<string>();
  const rows = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, i) => (line.trim() === '' ? undefined : objectOf(line, `${path}, line ${i + 1}`)))
    .filter(row => row !== undefined);
  for (const row of rows) for (const name of Object.keys(row)) columns.add(name);
  return { columns: [...columns], rows, first: 1 };
}

function objectOf(line: string, who: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new NearfarError({ who, expected: 'a JSON object', got: (cause as Error).message }, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw new NearfarError({ who, expected: 'a JSON object', got: Array.isArray(value) ? 'a list' : String(value) });
}

async function parquet(bytes: Buffer, path: string): Promise<Rows> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(file);
    requireColumns(metadata);
    const rows = (await parquetReadObjects({ file, metadata, compressors, utf8: false })) as Row[];
    return { columns: Object.keys(rows[0] ?? {}), rows, first: 1 };
  } catch (cause) {
    throw new NearfarError({ who: path, expected: 'a Parquet file', got: (cause as Error).message }, { cause });
  }
}

/** The reader begins all columns at once: one that the schema does not know ends the process by the rejection of another, which nobody awaits. */
function requireColumns(metadata: FileMetaData): void {
  const leaves = ({ children, path }: SchemaTree): string[] =>
    children.length > 0 ? children.flatMap(leaves) : [path.join('.')];
  const expected = leaves(parquetSchema(metadata)).join();
  for (const { columns } of metadata.row_groups) {
    const found = columns.map(({ meta_data }) => meta_data?.path_in_schema.join('.')).join();
    if (found !== expected) throw new Error(`columns ${found}, where the schema has ${expected}`);
  }
}
