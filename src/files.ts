import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NearfarError } from './errors.ts';

/** Writes a file whole or not at all: under another name first, then renamed. Makes the folders on the way. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path));
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw inOurWords(error, path);
  }
}

/** Makes a folder and those on the way, where they are not there yet. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw inOurWords(error, path);
  }
}

/** What the file system says, by its codes. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'a file system that is only read',
  ENOSPC: 'a full disk',
  EDQUOT: 'a used up quota',
  ENOTDIR: 'a file where a folder should be',
  EEXIST: 'a file where a folder should be',
  EISDIR: 'a folder where a file should be',
  ENAMETOOLONG: 'a name that is too long',
};

/** An error of the file system as one of ours; any other as it is. `path` is where it was to write. */
export function inOurWords(error: unknown, path?: string): Error {
  const { code = '', path: where, message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code];
  if (error instanceof NearfarError || reason === undefined) return error as Error;
  return new NearfarError(
    {
      who: path ?? where ?? 'the file system',
      expected: 'a place that can be written to',
      got: `${reason} (${message})`,
      fix: code === 'ENOSPC' || code === 'EDQUOT' ? 'Make room, then go on with --resume' : 'Name another with --out',
    },
    { cause: error },
  );
}
