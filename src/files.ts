import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NearfarError } from './errors.ts';

/**
 * Writes a file whole or not at all, also through a power cut: under another name first, synced, then renamed. Makes the
 * folders on the way, and removes what earlier writers of the file left when they were killed.
 *
 * @throws NearfarError if there is no room or no right to write
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  try {
    makeFolder(folder);
    removeTemporaries(folder, { of: basename(path), olderThan: ABANDONED_AFTER });
    writeSynced(temporary, content);
    renameSync(temporary, path);
    syncFolder(folder);
  } catch (error) {
    removeIfPossible(temporary);
    throw fileError(error, path);
  }
}

/** Makes a folder, and those on the way to it. Node's own `recursive` never returns where the system says ENOENT, as under /proc. */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isFolder(path)) throw error;
  }
}

/** Whether a folder stands at a path. */
export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Removes a file or folder with all that is in it; where it cannot, it stays. For cleaning up after an error, which must not be hidden. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // The error that led here is thrown.
  }
}

/** Adds text to the end of a file. */
export function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Milliseconds after which a file under its temporary name has no writer any more. */
const ABANDONED_AFTER = 60_000;

const TEMPORARY = /^\.(.+)\.[0-9a-f]{8}$/;

/** Whether a file has the temporary name of one that is not whole. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

/** Removes files that a killed writer left under their temporary names: those `of` a file, or all; of any age, or at least so many milliseconds old. */
export function removeTemporaries(
  folder: string,
  { of, olderThan = Number.NEGATIVE_INFINITY }: { of?: string; olderThan?: number } = {},
): void {
  for (const name of readdirSync(folder)) {
    const whose = TEMPORARY.exec(name)?.[1];
    if (whose === undefined || (of !== undefined && whose !== of)) continue;
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs >= olderThan) rmSync(join(folder, name), { force: true });
  }
}

function writeSynced(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const file = openSync(path, 'wx');
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Brings what was appended to a file onto the disk. */
export function sync(path: string): void {
  try {
    syncOpened(path, 'r+');
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Without this a renamed file may have its old name after a power cut. Windows cannot open a folder. */
function syncFolder(path: string): void {
  if (process.platform !== 'win32') syncOpened(path, 'r');
}

function syncOpened(path: string, flags: 'r' | 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const REASONS: Readonly<Record<string, readonly [got: string, fix: string]>> = {
  ENOSPC: ['a full disk', 'Make room, or name another place'],
  EDQUOT: ['a full quota', 'Make room, or name another place'],
  EACCES: ['no permission', 'Change the permissions, or name another place'],
  EPERM: ['no permission', 'Change the permissions, or name another place'],
  EROFS: ['a disk that is only for reading', 'Name another place'],
  ENOENT: ['a place where nothing can be made', 'Name another place'],
  ENOTDIR: ['a file where a folder should be', 'Name another place'],
  EEXIST: ['a file where a folder should be', 'Name another place'],
  EISDIR: ['a folder of that name', 'Name another place'],
  ENAMETOOLONG: ['a name that is too long', 'Name another place'],
  EIO: ['an error of the disk', 'Look at the disk, or name another place'],
  EMFILE: ['too many open files', 'Close some, or raise the limit (ulimit -n)'],
};

/**
 * An error of the file system in our words, the original as its cause; any other stays as it is. `path` is where it was to
 * write, by default the error's own: those of an open file (fsync, write) have none.
 */
export function fileError(error: unknown, path?: string): unknown {
  const { code, path: own } = error as NodeJS.ErrnoException;
  const where = path ?? own;
  if (code === undefined || error instanceof NearfarError) return error;
  if (where === undefined && !(code in REASONS)) return error;
  const [got, fix] = REASONS[code] ?? [(error as Error).message];
  return new NearfarError(
    {
      who: where ?? 'the file system',
      expected: 'a place that can be written to',
      got: `${got} (${code})`,
      ...(fix !== undefined && { fix }),
    },
    { cause: error },
  );
}
