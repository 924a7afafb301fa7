import { insideRuntime } from '../graph/runtime.ts';
import { forget, ThreadControl, watch } from '../graph/thread-control.ts';

/** Blocks of work that threads take from each other: each takes the next one that nobody has. */
export class SharedBlocks {
  readonly memory: SharedArrayBuffer;
  readonly #next: Int32Array;
  readonly #done: Int32Array;

  /** So many blocks; or those whose memory another thread has handed over. */
  constructor(blocks: number | SharedArrayBuffer) {
    this.memory = typeof blocks === 'number' ? new SharedArrayBuffer(4 * (blocks + 1)) : blocks;
    this.#next = new Int32Array(this.memory, 0, 1);
    this.#done = new Int32Array(this.memory, 4);
  }

  /** Takes one block after another, until none is left. */
  async take(work: (block: number) => Promise<void>): Promise<void> {
    for (;;) {
      const block = Atomics.add(this.#next, 0, 1);
      if (block >= this.#done.length) return;
      await this.#do(block, work);
    }
  }

  /** Does those that a thread took and did not finish. */
  async finish(work: (block: number) => Promise<void>): Promise<void> {
    for (const [block, isDone] of this.#done.entries()) if (!isDone) await this.#do(block, work);
  }

  async #do(block: number, work: (block: number) => Promise<void>): Promise<void> {
    await work(block);
    Atomics.store(this.#done, block, 1);
  }
}

/** What a helping thread is given beside its own input. */
export interface SharedInput {
  /** The memory of its `ThreadControl`. */
  readonly control: SharedArrayBuffer;
  /** The memory of the `SharedBlocks`. */
  readonly blocks: SharedArrayBuffer;
}

/** Each helping thread holds memory of its own. */
const MOST_THREADS = 8;

/** What does blocks of work, by their numbers, in one thread. */
export interface Worker {
  readonly work: (block: number) => Promise<void>;
  readonly release: () => Promise<void>;
}

/**
 * Does `blocks` blocks of work, with a thread for each other core where there are threads: `file`, a module beside this one,
 * is given `input` and does the same work. What a thread leaves undone is done here, and so its errors come from here.
 */
export async function inSharedBlocks(
  blocks: number,
  file: string,
  input: object,
  open: () => Promise<Worker>,
): Promise<void> {
  const shared = new SharedBlocks(blocks);
  await insideRuntime(async () => {
    const threads = startThreads(Math.min(MOST_THREADS, blocks) - 1, new URL(file, import.meta.url), {
      ...input,
      blocks: shared.memory,
    });
    let worker: Worker | undefined;
    try {
      worker = await open();
      await shared.take(worker.work);
      await Promise.all(threads.map(({ ended }) => ended));
      await shared.finish(worker.work);
    } catch (error) {
      for (const { control } of threads) await control.leaveNative();
      throw error;
    } finally {
      await Promise.all(threads.map(({ ended }) => ended));
      await worker?.release();
    }
  });
}

interface Helper {
  readonly control: ThreadControl;
  readonly ended: Promise<void>;
}

function startThreads(most: number, file: URL, input: object): Helper[] {
  // A browser has no such modules, and a bundler must not look for them.
  const builtin = globalThis.process?.getBuiltinModule;
  if (!builtin) return [];
  const { Worker: Thread } = builtin('node:worker_threads');
  const { availableParallelism } = builtin('node:os');
  return Array.from({ length: Math.max(0, Math.min(most, availableParallelism() - 1)) }, () => {
    const control = new ThreadControl();
    watch(control);
    const worker = new Thread(file, { workerData: { ...input, control: control.memory } });
    worker.on('error', () => {});
    const ended = new Promise<void>(resolve => {
      worker.on('exit', () => {
        control.ended();
        forget(control);
        resolve();
      });
    });
    return { control, ended };
  });
}
