import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { npyBytes, readNpy } from '../data/formats/npy.ts';
import { NearfarError, UsageError } from '../errors.ts';
import { removeTemporaries, writeWhole } from '../files.ts';
import { FolderLock } from '../folder-lock.ts';
import type { NdArray } from '../nd-array.ts';
import { VERSION } from '../version.ts';
import { type Entry, entrySchema } from './entries.ts';

/** The file that says which others belong to the index. It is written last: they are whole once it names them. */
export const MANIFEST = 'index.json';
const LOCK = 'index.lock';
/** Names of the files that a manifest names. */
const PART = /^(vectors|entries|usearch)-[0-9a-f]{8}\.(npy|jsonl|usearch)$/;

const manifestSchema = z.object({
  nearfar: z.string(),
  /** Changes with every save. */
  state: z.string(),
  dim: z.int().min(0),
  count: z.int().min(0),
  model: z.string().optional(),
  run: z.string().optional(),
  backend: z.record(z.string(), z.unknown()),
  /** By what they hold: the file's name, and the SHA-256 of its bytes. */
  files: z.record(z.string(), z.object({ name: z.string().regex(PART), sha256: z.string() })),
});

/** Everything that an index is. */
export interface IndexContent {
  /** [N, dim] */
  readonly vectors: NdArray<Float32Array>;
  /** Of each vector. */
  readonly entries: readonly Entry[];
  /** The fingerprint of the model whose vectors they are. */
  readonly model?: string | undefined;
  /** The folder of the run that they were made with. */
  readonly run?: string | undefined;
  /** The backend's name and options, and what it measured. */
  readonly backend: Readonly<Record<string, unknown>>;
  /** The backend's own file. */
  readonly structure?: Uint8Array | undefined;
}

/** An index as it was read, and which of its states. */
export interface Stored extends IndexContent {
  readonly state: string;
}

/** Whether an index lies in a folder. */
export const isIndex = (folder: string): boolean => existsSync(join(folder, MANIFEST));

/** @throws UsageError where there is no index; NearfarError where it is damaged */
export function readIndex(folder: string): Stored {
  // A writer removes the files of the state before its own: what is gone is looked for under the next names.
  for (let left = 5; ; left--) {
    try {
      return readState(folder);
    } catch (error) {
      const { code, path = '' } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') throw error;
      if (left === 0) throw damaged(folder, `no ${basename(path)}`, error);
    }
  }
}

function readState(folder: string): Stored {
  if (!isIndex(folder)) {
    const got = existsSync(folder) ? 'something else' : 'nothing there';
    const fix = 'Make one with "nearfar index RUN INPUT --out DIR"';
    throw new UsageError({ who: folder, expected: 'the folder of an index (with its index.json)', got, fix });
  }
  const manifest = manifestIn(folder);
  const { vectors, entries, structure } = manifest.files;
  const parts = { vectors: partIn(folder, vectors), entries: partIn(folder, entries) };
  const { data, shape } = readNpy({ name: join(folder, vectors!.name), bytes: parts.vectors });
  const lines = Buffer.from(parts.entries)
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '');
  const known = z.array(entrySchema).safeParse(lines.map(line => JSON.parse(line)));
  const { count, dim, state, model, run, backend } = manifest;
  if (
    !known.success ||
    known.data.length !== count ||
    shape.join() !== [count, dim].join() ||
    !(data instanceof Float32Array)
  ) {
    throw damaged(folder, `${lines.length} entries beside vectors of shape [${shape.join(', ')}]`);
  }
  return {
    vectors: { data, shape: [count, dim] },
    entries: known.data,
    state,
    model,
    run,
    backend,
    structure: structure && partIn(folder, structure),
  };
}

function manifestIn(folder: string): z.output<typeof manifestSchema> {
  const path = join(folder, MANIFEST);
  const text = readFileSync(path, 'utf8');
  try {
    const found = manifestSchema.parse(JSON.parse(text));
    if (found.files['vectors'] && found.files['entries']) return found;
  } catch (cause) {
    throw damaged(folder, 'a manifest (index.json) that does not read as one', cause);
  }
  throw damaged(folder, 'a manifest (index.json) without its files');
}

function partIn(folder: string, part: { readonly name: string; readonly sha256: string } | undefined): Uint8Array {
  const bytes = readFileSync(join(folder, part!.name));
  if (hashOf(bytes) === part!.sha256) return bytes;
  throw damaged(folder, `other bytes in ${part!.name} than were written`);
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const damaged = (who: string, got: string, cause?: unknown): NearfarError =>
  new NearfarError({ who, expected: 'an index', got, fix: 'Put its files back, or make it anew' }, { cause });

/**
 * Writes an index into a folder: the old state is there until the new one is whole. `before` is the state that this one was made
 * from; undefined where there was none.
 *
 * @throws UsageError where another process writes there, or has changed the index since; NearfarError if it cannot be written
 */
export function writeIndex(folder: string, content: IndexContent, before: string | undefined): string {
  requireIndexFolder(folder);
  const lock = FolderLock.take(folder, { name: LOCK, writer: 'process' });
  try {
    requireState(folder, before);
    const state = randomBytes(4).toString('hex');
    const { vectors, entries, structure, model, run, backend } = content;
    const lines = entries.map(entry => `${JSON.stringify(entry)}\n`).join('');
    const parts: Readonly<Record<string, readonly [name: string, bytes: Uint8Array]>> = {
      vectors: [`vectors-${state}.npy`, npyBytes(vectors)],
      entries: [`entries-${state}.jsonl`, new TextEncoder().encode(lines)],
      ...(structure && { structure: [`usearch-${state}.usearch`, structure] as const }),
    };
    for (const [name, bytes] of Object.values(parts)) writeWhole(join(folder, name), bytes);
    const files = Object.fromEntries(
      Object.entries(parts).map(([part, [name, bytes]]) => [part, { name, sha256: hashOf(bytes) }]),
    );
    const manifest = {
      nearfar: VERSION,
      state,
      dim: vectors.shape[1]!,
      count: entries.length,
      model,
      run,
      backend,
      files,
    };
    writeWhole(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    removeOthers(
      folder,
      Object.values(parts).map(([name]) => name),
    );
    return state;
  } finally {
    lock.release();
  }
}

/** A folder that holds something else is left alone. */
export function requireIndexFolder(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat || (stat.isDirectory() && (isIndex(folder) || readdirSync(folder).every(isOwn)))) return;
  const fix = 'Name another folder';
  throw new UsageError({
    who: folder,
    expected: 'a folder that is empty, not there yet, or an index',
    got: 'something else',
    fix,
  });
}

/** What an index, or a writer that was killed, leaves in its folder. */
const isOwn = (name: string): boolean => name === LOCK || name.startsWith('.') || PART.test(name);

function requireState(folder: string, before: string | undefined): void {
  const now = isIndex(folder) ? manifestIn(folder).state : undefined;
  if (now === before) return;
  throw new UsageError({
    who: folder,
    expected: before === undefined ? 'a folder without an index' : 'the index as it was opened',
    got: before === undefined ? 'one that has an index' : 'one that another process has saved since',
    fix: 'Open it, and do again what is to be saved',
  });
}

/** Removes what earlier states left, also those that were never finished. */
function removeOthers(folder: string, kept: readonly string[]): void {
  for (const name of readdirSync(folder))
    if (PART.test(name) && !kept.includes(name)) rmSync(join(folder, name), { force: true });
  removeTemporaries(folder);
}
