import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { NearfarError } from '../errors.ts';
import { type BlockResult, type BlockTask, decodeBlock } from './decode-block.ts';

/** What a decoding process says of a block. */
export type DecodeAnswer =
  | { readonly result: BlockResult }
  | { readonly error: { readonly message: string; readonly code: string | undefined } };

/** Decodes blocks, several at a time. */
export interface Decoders {
  /** Blocks that are best under way at a time. */
  readonly count: number;
  decode(task: BlockTask): Promise<BlockResult>;
  close(): void;
}

/** Decoding processes at most, each of some 100 MB. */
const MOST = 16;

/**
 * A process for each core. Threads would share the four threads that Node gives a process to decode in. Where there is one
 * core, or no compiled file of the process (beside the sources, or in a bundle), this thread decodes.
 */
export function openDecoders(blocks: number): Decoders {
  const file = fileURLToPath(new URL('./decode-process.js', import.meta.url));
  const count = Math.min(MOST, availableParallelism(), blocks);
  if (count < 2 || !existsSync(file)) return { count: 2, decode: decodeBlock, close: () => {} };
  const all = Array.from({ length: count }, () => new DecodeProcess(file));
  const free = [...all];
  return {
    count,
    async decode(task) {
      const one = free.pop()!;
      const result = await one.decode(task);
      free.push(one);
      return result;
    },
    close: () => {
      for (const one of all) one.close();
    },
  };
}

/** Decodes one block at a time. */
class DecodeProcess {
  readonly #child: ChildProcess;
  #answered: (answer: DecodeAnswer | NearfarError) => void = () => {};
  #death: NearfarError | undefined;

  constructor(file: string) {
    this.#child = fork(file, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      env: { ...process.env, UV_THREADPOOL_SIZE: '2' },
    });
    this.#child.on('message', (answer: DecodeAnswer) => this.#answered(answer));
    this.#child.on('error', ({ message }) => this.#died(message));
    this.#child.on('exit', (code, signal) => this.#died(signal ?? `exit code ${code}`));
  }

  async decode(task: BlockTask): Promise<BlockResult> {
    if (this.#death) throw this.#death;
    const answer = await new Promise<DecodeAnswer | NearfarError>(resolve => {
      this.#answered = resolve;
      this.#child.send(task, error => error && this.#died(error.message));
    });
    if (answer instanceof NearfarError) throw answer;
    if ('result' in answer) return answer.result;
    const { message, code } = answer.error;
    throw Object.assign(new Error(message), { code });
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #died(got: string): void {
    const fix = 'Run the command again: what is decoded already is kept';
    this.#death ??= new NearfarError({ who: 'ingest', expected: 'the process that decodes images to go on', got, fix });
    this.#answered(this.#death);
  }
}
