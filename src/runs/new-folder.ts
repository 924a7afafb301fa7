import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { fileError, isFolder, makeFolder, removeIfPossible } from '../files.ts';

/** @throws UsageError unless there is nothing at a path, or an empty folder */
export function requireNewFolder(path: string): void {
  if (!existsSync(path) || (isFolder(path) && readdirSync(path).length === 0)) return;
  throw new UsageError({ who: '--out', expected: 'a folder that is empty or not there yet', got: `"${path}"` });
}

/** Makes a folder that is whole once it has its name: `fill` is given another. Gives its files, in their order. */
export async function writeFolder(path: string, fill: (temporary: string) => Promise<void>): Promise<string[]> {
  requireNewFolder(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  try {
    makeFolder(dirname(path));
    mkdirSync(temporary);
    await fill(temporary);
    rmSync(path, { recursive: true, force: true });
    renameSync(temporary, path);
  } catch (error) {
    removeIfPossible(temporary);
    throw fileError(error, path);
  }
  return readdirSync(path).map(name => join(path, name));
}
