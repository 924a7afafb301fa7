import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NearfarError, UsageError } from '../errors.ts';
import { fileError, isTemporary, writeWhole } from '../files.ts';
import { LOCK } from '../folder-lock.ts';

export const writeJson = (path: string, value: unknown): void =>
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);

/** Reads a JSON file that must be there. */
export const readJson = (path: string, what: string, fix: string): unknown => readJsonAs(path, z.unknown(), what, fix);

/** Reads a JSON file that must be there and hold what the schema says. */
export function readJsonAs<T>(path: string, schema: z.ZodType<T>, what: string, fix: string): T {
  return parseAs(readExisting(path, what, fix).toString('utf8'), schema, { who: path, what, fix });
}

/** JSON text that must hold what the schema says; `who` is its file, or the line of it. */
export function parseAs<T>(
  text: string,
  schema: z.ZodType<T>,
  { who, what, fix }: { readonly who: string; readonly what: string; readonly fix: string },
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new NearfarError({ who, expected: `${what} as JSON`, got: (cause as Error).message, fix }, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const place = path.length === 0 ? 'its value' : `"${path.join('.')}"`;
  throw new NearfarError({ who, expected: what, got: `something else in ${place} (${message})`, fix });
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
  if (code === 'EACCES') return 'no permission to read it';
  return message;
};

/**
 * What stands at a path, for deciding whether to write there: nothing, an empty folder, a run, or something else. A lock
 * and files that are not whole count for nothing.
 */
export function classifyPath(path: string): 'nothing' | 'empty' | 'run' | 'other' {
  const stat = statOf(path);
  if (!stat) return 'nothing';
  if (!stat.isDirectory()) return 'other';
  const names = readdirSync(path).filter(name => name !== LOCK && !isTemporary(name));
  if (names.length === 0) return 'empty';
  return names.includes('config.json') && isRunConfig(join(path, 'config.json')) ? 'run' : 'other';
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileError(error, path);
  }
}

function isRunConfig(path: string): boolean {
  try {
    return 'nearfar' in (JSON.parse(readFileSync(path, 'utf8')) as object);
  } catch {
    return false;
  }
}
