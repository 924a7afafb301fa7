import { parentPort, workerData } from 'node:worker_threads';
import { MOST_PIXELS } from '../data/formats/image-file.ts';
import { NearfarError, UsageError } from '../errors.ts';
import { guardRuntime } from '../graph/runtime.ts';
import { ThreadControl } from '../graph/thread-control.ts';
import { sizeOf } from '../nd-array.ts';
import { Gathering } from './gathering.ts';
import { type About, givenOf, type Job, type Outcome } from './jobs.ts';
import { Performer, refusedOf } from './perform.ts';
import { type ReadyJob, readyJob, weightOf } from './ready.ts';
import { busy } from './refusal.ts';
import { openServed, type Place, type Served } from './served.ts';
import { Turns } from './turns.ts';

/** What the thread of a model is given. */
export interface ModelInput {
  readonly place: Place;
  /** Milliseconds that a job waits for others. */
  readonly batchWait: number;
  /** The memory of a `ThreadControl`. */
  readonly control: SharedArrayBuffer;
}

/** A job, with the time (as `Date.now()`) until which anyone waits for it. */
export interface NumberedJob {
  readonly id: number;
  readonly job: Job;
  readonly until: number;
}

/** What it is told: jobs, or to close. */
export type ModelRequest =
  | { readonly type: 'jobs'; readonly jobs: readonly NumberedJob[] }
  | { readonly type: 'close' };

/** What came of a job. */
interface Done {
  readonly id: number;
  readonly outcome: Outcome;
}

/** What it answers. */
export type ModelMessage =
  | { readonly type: 'ready'; readonly about: About }
  | { readonly type: 'failed'; readonly message: string; readonly usage: boolean; readonly stack: string | undefined }
  | { readonly type: 'done'; readonly done: readonly Done[] }
  | { readonly type: 'batch'; readonly samples: number };

/** Samples that go through the model together, at most. */
const MOST_TOGETHER = 256;
/** Bytes of decoded samples that wait for the model at once. */
const ROOM = 2 ** 27;

const { place, batchWait, control: memory } = workerData as ModelInput;
const port = parentPort!;
const send = (message: ModelMessage) => port.postMessage(message);

guardRuntime(
  new ThreadControl(memory).guard(
    () => false,
    () => busy('a server that runs', 'one that is stopping'),
  ),
);

/** Takes jobs: decodes their samples as far as there is room, and does them in batches. */
function listen(served: Served): void {
  const performer = new Performer(served);
  const [pixels, room] = [new Turns(MOST_PIXELS), new Turns(ROOM)];
  const gathering = new Gathering<{ readonly job: ReadyJob; readonly done: (outcome: Outcome) => void }>({
    wait: batchWait,
    most: MOST_TOGETHER,
    weigh: ({ job }) => weightOf(job),
    async work(batch) {
      send({ type: 'batch', samples: batch.reduce((sum, { job }) => sum + weightOf(job), 0) });
      const outcomes = await performer.perform(batch.map(({ job }) => job));
      for (const [i, { done }] of batch.entries()) done(outcomes[i]!);
    },
  });
  const answer = async (job: Job, until: number): Promise<Outcome> => {
    if (Date.now() > until) return refusedOf(busy('an answer in time', 'too many requests'));
    const ready = await readyJob(job, served, pixels);
    return new Promise(done => gathering.add({ job: ready, done }));
  };
  let underWay = 0;
  let closing = false;
  let unsent: Done[] = [];
  const flush = () => {
    if (unsent.length > 0) send({ type: 'done', done: unsent });
    unsent = [];
  };
  /** What is done together goes as one message. */
  const tell = (done: Done) => {
    if (unsent.length === 0) process.nextTick(flush);
    unsent.push(done);
  };
  const close = async () => {
    if (underWay > 0 || !closing) return;
    flush();
    await served.run?.close();
    port.close();
  };
  const begin = async ({ id, job, until }: NumberedJob) => {
    underWay++;
    tell({ id, outcome: await room.take(bytesOf(job, served), () => answer(job, until)).catch(refusedOf) });
    underWay--;
    return close();
  };
  port.on('message', (message: ModelRequest) => {
    if (message.type === 'jobs') return void message.jobs.forEach(begin);
    closing = true;
    void close();
  });
}

/** About how many bytes the samples of a job decode to. */
function bytesOf(job: Job, { run }: Served): number {
  const count = givenOf(job).reduce((sum, { list }) => sum + list.length, 0);
  return count * 4 * (run ? sizeOf(run.sampleShape) : 1);
}

try {
  const served = await openServed(place);
  listen(served);
  send({ type: 'ready', about: served.about });
} catch (error) {
  if (!(error instanceof NearfarError)) throw error;
  const { message, stack } = error;
  send({ type: 'failed', message, usage: error instanceof UsageError, stack });
}
