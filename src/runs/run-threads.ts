import { Worker } from 'node:worker_threads';
import { forget, type ThreadControl, watch } from '../graph/thread-control.ts';

/** Starts a thread that is given the memory of a `ThreadControl` as `control`, and is outside the runtime when it ends. */
export function startThread(file: URL, control: ThreadControl, input: object): Worker {
  watch(control);
  return new Worker(file, { workerData: { ...input, control: control.memory } }).on('exit', () => control.ended());
}

/** Ends a thread once it is outside the runtime. */
export async function endThread(worker: Worker, control: ThreadControl): Promise<void> {
  await control.leaveNative();
  await worker.terminate();
  forget(control);
}
