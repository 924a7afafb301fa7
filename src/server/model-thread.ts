import type { Worker } from 'node:worker_threads';
import { NearfarError, revived } from '../errors.ts';
import { ThreadControl } from '../graph/thread-control.ts';
import { endThread, startThread } from '../runs/run-threads.ts';
import { type About, givenOf, type Job, type Outcome } from './jobs.ts';
import type { ModelInput, ModelMessage, ModelRequest, NumberedJob } from './model-worker.ts';
import { busy } from './refusal.ts';

/** How a model's thread works. */
export interface ModelThreadOptions extends Pick<ModelInput, 'place' | 'batchWait'> {
  /** Told how many samples went through together. */
  readonly onBatch: (samples: number) => void;
  /** Told when the thread has ended by itself. */
  readonly onDeath: (error: Error) => void;
}

/** A run or an index in a thread of its own, which decodes and computes. */
export class ModelThread {
  readonly #worker: Worker;
  readonly #control = new ThreadControl();
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  readonly #ready: Promise<About>;
  readonly #ended: Promise<void>;
  #unsent: NumberedJob[] = [];
  #count = 0;
  #closing = false;
  #death: Error | undefined;

  private constructor({ onBatch, onDeath, ...input }: ModelThreadOptions) {
    const worker = startThread(new URL('./model-worker.js', import.meta.url), this.#control, input);
    this.#worker = worker;
    this.#ended = new Promise(resolve => worker.on('exit', () => resolve()));
    this.#ready = new Promise<About>((resolve, reject) => {
      const died = (error: Error) => {
        this.#death ??= error;
        reject(this.#death);
        for (const id of this.#waiting.keys()) this.#done(id, stopped);
      };
      worker.on('error', cause => died(threadDied(cause.message, cause)));
      worker.on('exit', code => {
        died(threadDied(`exit code ${code}`));
        if (!this.#closing) onDeath(this.#death!);
      });
      worker.on('message', (message: ModelMessage) => {
        if (message.type === 'ready') resolve(message.about);
        else if (message.type === 'failed') died(revived(message));
        else if (message.type === 'batch') onBatch(message.samples);
        else for (const { id, outcome } of message.done) this.#done(id, outcome);
      });
    });
  }

  /** Opens what lies at a place. @throws UsageError where there is neither a run nor an index */
  static async open(options: ModelThreadOptions): Promise<{ readonly thread: ModelThread; readonly about: About }> {
    const thread = new ModelThread(options);
    try {
      return { thread, about: await thread.#ready };
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  /** Does a job; nobody waits for it after `until`. */
  answer(job: Job, until: number): Promise<Outcome> {
    if (this.#death) return Promise.resolve(stopped);
    const id = this.#count++;
    if (this.#unsent.length === 0) setImmediate(() => this.#send());
    this.#unsent.push({ id, job, until });
    return new Promise(resolve => this.#waiting.set(id, resolve));
  }

  /** Sends what came in one turn as one message: each costs more than the jobs in it. */
  #send(): void {
    const jobs = this.#unsent;
    if (jobs.length === 0) return;
    this.#unsent = [];
    this.#worker.postMessage({ type: 'jobs', jobs } satisfies ModelRequest, transferable(jobs));
  }

  #done(id: number, outcome: Outcome): void {
    this.#waiting.get(id)?.(outcome);
    this.#waiting.delete(id);
  }

  /** Ends the thread after what is under way. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#send();
    this.#worker.postMessage({ type: 'close' } satisfies ModelRequest);
    await Promise.race([this.#ended, new Promise(resolve => setTimeout(resolve, PATIENCE).unref())]);
    await endThread(this.#worker, this.#control);
  }
}

/** Milliseconds that a thread has to end by itself. */
const PATIENCE = 10_000;

const stopped: Outcome = {
  refused: { status: 503, reason: busy('the model to go on', 'a thread that has ended').message },
};

const threadDied = (got: string, cause?: unknown): NearfarError =>
  new NearfarError({ who: 'serve', expected: 'the thread of the model to go on', got }, { cause });

/** The memory of the images, which goes over without a copy. */
function transferable(jobs: readonly NumberedJob[]): ArrayBuffer[] {
  const memories = new Set<ArrayBuffer>();
  for (const { job } of jobs)
    for (const each of givenOf(job))
      if (each.kind === 'images') for (const { buffer } of each.list) memories.add(buffer as ArrayBuffer);
  return [...memories];
}
