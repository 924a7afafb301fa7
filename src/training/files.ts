import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NearfarError, UsageError } from '../errors.ts';

/** Writes a file whole or not at all: under another name first, then renamed. Makes the folders on the way. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

export const writeJson = (path: string, value: unknown): void =>
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);

/** Reads a JSON file that must be there. */
export function readJson(path: string, what: string, fix: string): unknown {
  const text = readExisting(path, what, fix).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NearfarError({ who: path, expected: `${what} as JSON`, got: (cause as Error).message, fix }, { cause });
  }
}

export function readExisting(path: string, what: string, fix: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UsageError({ who: path, expected: what, got: reason(cause), fix }, { cause });
  }
}

const reason = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'nothing there';
  if (code === 'EISDIR') return 'a folder';
  return message;
};

/** What stands at a path, for deciding whether to write there: nothing, an empty folder, a run, or something else. */
export function lookAt(path: string): 'nothing' | 'empty' | 'run' | 'other' {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 'nothing';
  if (!stat.isDirectory()) return 'other';
  const names = readdirSync(path);
  if (names.length === 0) return 'empty';
  return names.includes('config.json') && isRunConfig(join(path, 'config.json')) ? 'run' : 'other';
}

function isRunConfig(path: string): boolean {
  try {
    return 'nearfar' in (JSON.parse(readFileSync(path, 'utf8')) as object);
  } catch {
    return false;
  }
}
