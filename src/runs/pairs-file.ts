import { existsSync, readFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';
import { isSealed, SEAL, seal } from '../data/seal.ts';
import { NearfarError } from '../errors.ts';
import type { Pairs } from '../evaluation/index.ts';
import { writeWhole } from '../files.ts';
import type { Verification } from './verification.ts';

const rowsSchema = z.array(z.object({ distance: z.number(), same: z.boolean() }));

/** Writes the fixed pairs of a run: the rows of both samples among the queries, their distance, and whether they are of one class. */
export function writePairs(path: string, { left, right, pairs: { distances, same } }: Verification): void {
  const columnData = [
    { name: 'left', data: Array.from(left), type: 'INT32' as const },
    { name: 'right', data: Array.from(right), type: 'INT32' as const },
    { name: 'distance', data: Array.from(distances), type: 'DOUBLE' as const },
    { name: 'same', data: Array.from(same, Boolean), type: 'BOOLEAN' as const },
  ];
  const kvMetadata = [{ key: CHECKSUM, value: SEAL }];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata }));
  seal(bytes, checksumPlace(bytes)!);
  writeWhole(path, bytes);
}

/** The pairs of a run with their distances, if the run wrote them. */
export async function readPairs(path: string): Promise<Pairs | undefined> {
  if (!existsSync(path)) return undefined;
  const bytes = Uint8Array.from(readFileSync(path));
  const broken = (got: string) =>
    new NearfarError({ who: path, expected: 'the pairs of a run', got, fix: 'Train anew' });
  // A damaged Parquet file can keep its reader busy for minutes.
  const at = checksumPlace(bytes);
  if (at === undefined) throw broken('something else');
  if (!isSealed(bytes, at)) throw broken('a damaged file');
  const rows = rowsSchema.safeParse(await parquetReadObjects({ file: bytes.buffer }).catch(() => undefined));
  if (rows.success) return { distances: rows.data.map(row => row.distance), same: rows.data.map(row => row.same) };
  throw broken('something else');
}

const CHECKSUM = 'nearfar.checksum';

/** Where the checksum begins: behind its name and the two bytes that Parquet has between. */
function checksumPlace(bytes: Uint8Array): number | undefined {
  const found = Buffer.from(bytes.buffer).lastIndexOf(CHECKSUM);
  return found < 0 ? undefined : found + CHECKSUM.length + 2;
}
