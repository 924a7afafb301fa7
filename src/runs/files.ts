import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NearfarError, UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';

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
export function classifyPath(path: string): 'nothing' | 'empty' | 'run' | 'other' {
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
