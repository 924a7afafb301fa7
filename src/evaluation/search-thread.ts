import { workerData } from 'node:worker_threads';
import { guardRuntime } from '../graph/runtime.ts';
import { ThreadControl } from '../graph/thread-control.ts';
import { openWorker } from './search-blocks.ts';
import type { Searches } from './searches.ts';
import { SharedBlocks, type SharedInput } from './shared-work.ts';

const { searches, who, control, blocks } = workerData as SharedInput & { searches: Searches; who: string };
const stopped = () => new Error('The search was stopped.');
guardRuntime(new ThreadControl(control).guard(() => false, stopped));
const { work, release } = await openWorker(searches, who);
await new SharedBlocks(blocks).take(work);
await release();
