import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parquetMetadata } from 'hyparquet';
import type { TupleKind } from '../tuples.ts';
import { isLfwPairs } from './lfw-pairs.ts';
import { tuplesOfColumns } from './tuple-table.ts';

/** What the columns of a table, or the first lines of a text, say is in it. */
export type ListKind = { readonly format: 'table' | 'lfw'; readonly kind: TupleKind };

/** Bytes in which the first lines of a file end, or the description of a Parquet file. */
const START = 65_536;

const DELIMITERS: Readonly<Record<string, string>> = { '.csv': ',', '.tsv': '\t' };

/** What a file is a list of, by its start; undefined for all else, also for what is damaged. */
export function listKindAt(path: string): ListKind | undefined {
  const extension = extname(path).toLowerCase();
  if (!LOOKED_INTO.includes(extension) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  try {
    if (extension === '.txt') return isLfwPairs(startOf(path)) ? { format: 'lfw', kind: 'pairs' } : undefined;
    const kind = tuplesOfColumns(columnsAt(path, extension));
    return kind && { format: 'table', kind };
  } catch {
    return undefined;
  }
}

const LOOKED_INTO = ['.csv', '.tsv', '.jsonl', '.ndjson', '.parquet', '.txt'];

function columnsAt(path: string, extension: string): string[] {
  const delimiter = DELIMITERS[extension];
  if (delimiter !== undefined) {
    const [first = []] = parse(startOf(path), {
      bom: true,
      delimiter,
      to_line: 1,
      relax_column_count: true,
    }) as string[][];
    return first.map(name => name.trim());
  }
  if (extension === '.parquet') return parquetColumns(path);
  const line = startOf(path)
    .replace(/^\uFEFF/, '')
    .split('\n')
    .find(each => each.trim() !== '');
  return Object.keys(JSON.parse(line ?? '{}') as object);
}

const startOf = (path: string): string => bytesOf(path, 0, START).toString('utf8');

function parquetColumns(path: string): string[] {
  const { size } = statSync(path);
  const length = bytesOf(path, size - 8, 4).readUInt32LE(0) + 8;
  const end = bytesOf(path, size - length, length);
  const { schema } = parquetMetadata(end.buffer.slice(end.byteOffset, end.byteOffset + end.length) as ArrayBuffer);
  return schema.slice(1).map(({ name }) => name);
}

function bytesOf(path: string, from: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, length));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, Math.max(0, from)));
  } finally {
    closeSync(file);
  }
}
