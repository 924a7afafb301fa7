import { extname } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type CsvOptions, toCsv } from '../csv.ts';
import { npyBytes } from '../data/formats/npy.ts';
import { UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import type { NdArray } from '../nd-array.ts';

/** Embeddings with what is known of each: its source or place, and its class where it has one. */
export interface EmbeddingTable {
  /** [N, dim] */
  readonly embeddings: NdArray<Float32Array>;
  /** Where each sample came from: a file, or its place in the data set. */
  readonly ids: readonly string[];
  /** The class of each. */
  readonly labels?: readonly string[];
  /** The split of the data set that each belongs to. */
  readonly splits?: readonly string[];
  /** Anything that JSON holds, one for each; in tables it is JSON in a column `metadata`. */
  readonly metadata?: readonly unknown[];
  /** For the projector, [N, 1 or 3, height, width], bytes or floats from 0 to 1; or a data address (`data:image/png;base64,…`) each. */
  readonly images?: NdArray | readonly string[];
}

type Writer = (table: EmbeddingTable, options: CsvOptions) => string | Uint8Array;

const writers: Readonly<Record<string, Writer>> = {
  '.parquet': parquet,
  '.npy': ({ embeddings }) => npyBytes(embeddings),
  '.csv': csv,
  '.jsonl': table => [...jsonLines(table)].join(''),
};

/** Refuses a file name whose ending is none of those that can be written. */
export function requireWritable(path: string): void {
  if (Object.hasOwn(writers, extname(path))) return;
  throw new UsageError({
    who: '--out',
    expected: `a file that ends in ${Object.keys(writers).join(', ')}`,
    got: `"${path}"`,
  });
}

/**
 * Writes embeddings in the format that the file's ending names. NumPy's holds the numbers only: ids and labels go into a file
 * beside it, `NAME.ids.csv`.
 */
export function writeEmbeddings(path: string, table: EmbeddingTable, options: CsvOptions = {}): void {
  requireWritable(path);
  writeWhole(path, writers[extname(path)]!(table, options));
  if (extname(path) === '.npy') writeWhole(path.replace(/npy$/, 'ids.csv'), idsCsv(table, options));
}

/** The numbers of one sample. */
export function row({ data, shape }: NdArray<Float32Array>, i: number): Float32Array {
  return data.subarray(i * shape[1]!, (i + 1) * shape[1]!);
}

/** The columns beside the numbers. */
export function about({ ids, labels, splits, metadata }: EmbeddingTable): [name: string, values: readonly string[]][] {
  const written = metadata?.map(value => (value === undefined ? '' : JSON.stringify(value)));
  const columns = Object.entries({ id: ids, label: labels, split: splits, metadata: written });
  return columns.filter((column): column is [string, readonly string[]] => column[1] !== undefined);
}

/** A column `embedding` of lists of floats. */
function parquet(table: EmbeddingTable): Uint8Array {
  const embedding = table.ids.map((_, i) => Array.from(row(table.embeddings, i)));
  const strings = about(table).map(([name, data]) => ({ name, data: [...data], type: 'STRING' as const }));
  const columnData = [...strings, { name: 'embedding', data: embedding }];
  const schema = [
    { name: 'root', num_children: columnData.length },
    ...strings.map(({ name }) => ({
      name,
      type: 'BYTE_ARRAY' as const,
      converted_type: 'UTF8' as const,
      repetition_type: 'REQUIRED' as const,
    })),
    { name: 'embedding', repetition_type: 'REQUIRED' as const, num_children: 1, converted_type: 'LIST' as const },
    { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
    { name: 'element', type: 'FLOAT' as const, repetition_type: 'REQUIRED' as const },
  ];
  const plain = columnData.map(({ name, data }) => ({ name, data }));
  return new Uint8Array(parquetWriteBuffer({ columnData: plain, schema }));
}

/** One row a sample, all that is known of it but the numbers. */
function idsCsv(table: EmbeddingTable, options: CsvOptions): string {
  const columns = about(table);
  const rows = table.ids.map((_, i) => columns.map(([, values]) => values[i]!));
  return toCsv([columns.map(([name]) => name), ...rows], options);
}

/** One row a sample, a column a dimension. */
function csv(table: EmbeddingTable, options: CsvOptions): string {
  const columns = about(table);
  const dims = Array.from({ length: table.embeddings.shape[1]! }, (_, i) => `e${i}`);
  const head = [...columns.map(([name]) => name), ...dims];
  const rows = table.ids.map((_, i) => [...columns.map(([, values]) => values[i]!), ...row(table.embeddings, i)]);
  return toCsv([head, ...rows], options);
}

/** Embeddings as lines of JSON, an object a sample. */
export function* jsonLines({ metadata, ...table }: EmbeddingTable): Generator<string> {
  const columns = about(table);
  for (const i of table.ids.keys()) {
    const known = Object.fromEntries(columns.map(([name, values]) => [name, values[i]]));
    const embedding = Array.from(row(table.embeddings, i));
    yield `${JSON.stringify({ ...known, ...(metadata && { metadata: metadata[i] }), embedding })}\n`;
  }
}
