import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** Images that are decoded together: the first, and how many. */
export interface Block {
  readonly start: number;
  readonly count: number;
}

const lineSchema = z.object({
  block: z.int(),
  /** Of the decoded bytes. */
  hash: z.string(),
  /** Images that cannot be decoded, by their places in the block, and why. */
  bad: z.array(z.tuple([z.int(), z.string()])),
});
type Line = z.infer<typeof lineSchema>;

/**
 * Which blocks of a file are written, a line each: added once the block is in the file, so that what stands there was written,
 * by this process or another.
 */
export class IngestJournal {
  readonly #opened: number;
  readonly #blocks: readonly Block[];
  readonly #lines = new Map<number, Line>();
  #read = 0;
  #rest = '';
  #isClosed = false;
  /** Images of the blocks that are written. */
  count = 0;

  constructor(path: string, blocks: readonly Block[]) {
    this.#opened = openSync(path, 'a+');
    this.#blocks = blocks;
  }

  has(block: number): boolean {
    return this.#lines.has(block);
  }

  /** Reads what has been added by any process; a block counts if `isRight`, since after a power cut its bytes may be lost. */
  readNew(isRight: (block: Block, hash: string) => boolean): void {
    if (this.#isClosed) return;
    const { size } = fstatSync(this.#opened);
    if (size < this.#read) this.#read = 0; // Another process has begun again.
    const bytes = Buffer.alloc(size - this.#read);
    this.#read += readSync(this.#opened, bytes, 0, bytes.length, this.#read);
    const lines = (this.#rest + bytes.toString()).split('\n');
    this.#rest = lines.pop()!;
    for (const text of lines) {
      const line = parsed(text);
      const block = line && this.#blocks[line.block];
      if (block && !this.has(line.block) && isRight(block, line.hash)) this.#take(line, block);
    }
  }

  /** Records a block that this process has written. Begins a line anew, behind one that a killed process left unfinished. */
  add(block: number, hash: string, reasons: readonly (string | undefined)[]): void {
    if (this.#isClosed) return; // An error elsewhere ended the work; the system may have given the number to another file.
    const bad = reasons.flatMap((reason, i) => (reason === undefined ? [] : [[i, reason] as [number, string]]));
    const line = { block, hash, bad };
    writeSync(this.#opened, `\n${JSON.stringify(line)}\n`);
    if (!this.has(block)) this.#take(line, this.#blocks[block]!);
  }

  /** Why an image cannot be decoded, of all `n`. */
  reasons(n: number): (string | undefined)[] {
    const reasons = new Array<string | undefined>(n).fill(undefined);
    for (const [k, { bad }] of this.#lines) {
      for (const [i, reason] of bad) reasons[this.#blocks[k]!.start + i] = reason;
    }
    return reasons;
  }

  /** Begins again, where the file that it tells of is not whole. */
  forget(): void {
    ftruncateSync(this.#opened, 0);
    this.#lines.clear();
    [this.#read, this.#rest, this.count] = [0, '', 0];
  }

  sync(): void {
    fsyncSync(this.#opened);
  }

  close(): void {
    this.#isClosed = true;
    closeSync(this.#opened);
  }

  #take(line: Line, { count }: Block): void {
    this.#lines.set(line.block, line);
    this.count += count;
  }
}

function parsed(text: string): Line | undefined {
  if (text === '') return undefined;
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
