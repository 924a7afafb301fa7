import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { VERSION } from '../../version.ts';
import { MANIFEST, requireIndexFolder } from '../stored-index.ts';

/** A folder whose index lies in a table. */
const linkSchema = z.object({
  nearfar: z.string(),
  /** Without a password. */
  backend: z.object({ backend: z.literal('postgres'), address: z.string() }),
});

/** The address of the table that a folder names; undefined of one that names none. */
export function linkIn(folder: string): string | undefined {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return undefined;
  try {
    return linkSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).backend.address;
  } catch {
    return undefined; // the manifest of an index with files, or a damaged one
  }
}

/** @throws UsageError for a folder of something else, or of another index */
export function requireLinkable(folder: string, address: string): void {
  requireIndexFolder(folder);
  if (!existsSync(join(folder, MANIFEST)) || linkIn(folder) === address) return;
  const got = 'one that has an index';
  throw new UsageError({ who: folder, expected: 'a folder without an index', got, fix: 'Name another folder' });
}

/** Lets a folder name a table. */
export function writeLink(folder: string, address: string): void {
  requireLinkable(folder, address);
  const link: z.input<typeof linkSchema> = { nearfar: VERSION, backend: { backend: 'postgres', address } };
  writeWhole(join(folder, MANIFEST), `${JSON.stringify(link, null, 2)}\n`);
}
