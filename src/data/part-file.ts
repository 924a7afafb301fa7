import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../files.ts';

/** A part that nobody has written to for so long belongs to a process that is gone: a download that slow is given up. */
const ABANDONED_MS = 180_000;

/**
 * The bytes of a download that is under way. Each download has a file of its own beside the target, so that two of one
 * target never write into one another; what a download leaves behind, the next one takes over by renaming it.
 */
export class PartFile {
  readonly path: string;
  readonly #target: string;

  private constructor(target: string) {
    this.#target = target;
    this.path = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
  }

  /** A part of one's own, with what an earlier download left, if anything. Makes the folders on the way. */
  static claim(target: string): PartFile {
    makeFolder(dirname(target));
    const part = new PartFile(target);
    for (const left of [leftAt(target), ...abandoned(target)]) {
      if (!renamed(left, part.path)) continue;
      renamed(validatorAt(left), validatorAt(part.path));
      break;
    }
    return part;
  }

  /** Bytes that are there. */
  get size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** The ETag or date by which the server knows the file that these bytes are of. */
  get validator(): string | undefined {
    try {
      return readFileSync(validatorAt(this.path), 'utf8');
    } catch {
      return undefined;
    }
  }

  /** Begins anew, with bytes of the file that the server knows by `validator`. */
  restart(validator: string | undefined): void {
    closeSync(openSync(this.path, 'w'));
    if (validator === undefined) rmSync(validatorAt(this.path), { force: true });
    else writeFileSync(validatorAt(this.path), validator);
  }

  /** The file is whole: it becomes the target. */
  moveToTarget(): void {
    renameSync(this.path, this.#target);
    this.discard();
  }

  /** For the next download of the same target. */
  leave(): void {
    if (this.size === 0) {
      this.discard();
      return;
    }
    const left = leftAt(this.#target);
    rmSync(validatorAt(left), { force: true });
    renamed(validatorAt(this.path), validatorAt(left));
    renamed(this.path, left);
  }

  discard(): void {
    rmSync(this.path, { force: true });
    rmSync(validatorAt(this.path), { force: true });
  }
}

const leftAt = (target: string): string => `${target}.part`;
const validatorAt = (part: string): string => `${part}.etag`;

/** Parts of downloads whose process was killed. */
function abandoned(target: string): string[] {
  const own = (name: string) => name.startsWith(`${basename(target)}.`) && /\.\d+-[0-9a-f]{8}\.part$/.test(name);
  const paths = readdirSync(dirname(target))
    .filter(own)
    .map(name => join(dirname(target), name));
  const touched = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return paths.filter(path => Date.now() - touched(path) > ABANDONED_MS);
}

/** Whether there was such a file; of two that rename it at once, one gets it. */
function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
