import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { Client } from './database.ts';

/** A value of a row; null has none. */
export type Field = Uint8Array | null;

/** Head of the binary format (PostgreSQL's documentation, COPY): signature, flags, length of an extension. */
const HEAD = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const END = Buffer.from([0xff, 0xff]);

/** Writes rows into a table, in one go. */
export async function copyRows(
  client: Client,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Field[]>,
): Promise<void> {
  const into = client.query(from(`COPY ${table} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`));
  await pipeline(Readable.from(chunks(rows)), into);
}

function* chunks(rows: Iterable<readonly Field[]>): Generator<Uint8Array> {
  yield HEAD;
  for (const fields of rows) yield tuple(fields);
  yield END;
}

function tuple(fields: readonly Field[]): Uint8Array {
  const parts: Uint8Array[] = [int16(fields.length)];
  for (const field of fields) {
    const length = Buffer.alloc(4);
    length.writeInt32BE(field === null ? -1 : field.length);
    parts.push(length);
    if (field !== null) parts.push(field);
  }
  return Buffer.concat(parts);
}

function int16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
