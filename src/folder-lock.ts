import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UsageError } from './errors.ts';
import { fileError, makeFolder } from './files.ts';

/** The file in a run's folder that says who writes there. */
export const LOCK = 'run.lock';

/** What a lock is called, and what else might write there. */
export interface LockOptions {
  /** @default 'run.lock' */
  readonly name?: string;
  /** @default 'run' */
  readonly writer?: string;
}

/** Milliseconds between signs of life, and after how many without one an owner that cannot be asked is taken for gone. */
const BEAT = 5_000;
const GONE_AFTER = 60_000;

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** When the process was started, as its system tells: another process with the same number has another. */
  started: z.string().optional(),
  /** Tells two locks of one process apart. */
  token: z.string(),
});

type Owner = z.output<typeof ownerSchema>;

/**
 * The right to write into a folder. Its file has the owner's process and host; the file's time is renewed every few
 * seconds. The lock of a process that is gone is broken, and so is that of another host without a sign of life for a minute.
 */
export class FolderLock {
  readonly #path: string;
  readonly #owner: Owner;
  readonly #beat: NodeJS.Timeout;

  private constructor(path: string, owner: Owner) {
    this.#path = path;
    this.#owner = owner;
    this.#beat = setInterval(() => this.#renew(), BEAT).unref();
  }

  /** @throws UsageError that names the owner, where the folder is in use */
  static take(folder: string, { name = LOCK, writer = 'run' }: LockOptions = {}): FolderLock {
    const path = join(folder, name);
    const owner: Owner = {
      pid: process.pid,
      host: hostname(),
      started: startOf(process.pid),
      token: randomBytes(8).toString('hex'),
    };
    try {
      makeFolder(folder);
      for (;;) {
        if (create(path, owner)) return new FolderLock(path, owner);
        const held = read(path);
        if (held && isHeld(held)) throw inUse(folder, held, writer);
        if (held) breakLock(path, held.text);
      }
    } catch (error) {
      throw fileError(error, path);
    }
  }

  /** Gives the folder back. */
  release(): void {
    clearInterval(this.#beat);
    if (read(this.#path)?.owner?.token === this.#owner.token) rmSync(this.#path, { force: true });
  }

  #renew(): void {
    try {
      const now = new Date();
      utimesSync(this.#path, now, now);
    } catch {
      clearInterval(this.#beat); // The folder was removed by hand.
    }
  }
}

interface Held {
  readonly text: string;
  /** Undefined while the file is being written, or after its writer was killed. */
  readonly owner: Owner | undefined;
  readonly renewedAt: number;
}

function create(path: string, owner: Owner): boolean {
  try {
    writeFileSync(path, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined where there is none, or none any more. */
function read(path: string): Held | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return { text, owner: parsed(text), renewedAt: statSync(path).mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parsed(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isHeld({ owner, renewedAt }: Held): boolean {
  const isFresh = Date.now() - renewedAt < GONE_AFTER;
  if (!owner || owner.host !== hostname()) return isFresh;
  if (!isAlive(owner.pid)) return false;
  return owner.started === undefined ? isFresh : owner.started === startOf(owner.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process was started, in ticks since the machine was, with the machine's start; undefined where the system does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}

/** Removes the lock that reads `text`, and no other: one taken in the meantime by somebody else is put back. */
function breakLock(path: string, text: string): void {
  const aside = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') === text) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

const inUse = (folder: string, { owner }: Held, writer: string): UsageError =>
  new UsageError({
    who: folder,
    expected: `a folder that no other ${writer} writes into`,
    got: owner ? `one in use by process ${owner.pid} on ${owner.host}` : 'one in use',
    fix: 'Wait for it, stop it, or name another folder with --out',
  });
