import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { defaultThreads, isMachineIdle } from '../../src/runs/threads.ts';

it('defaultThreads() is at least 1', () => {
  expect(defaultThreads()).toBeGreaterThanOrEqual(1);
});

it('isMachineIdle() is false while every core is at work', async () => {
  const busy = Array.from({ length: 2 * defaultThreads() }, () => new Worker('for (;;);', { eval: true }));
  await new Promise(resolve => setTimeout(resolve, 200));
  const idle = await isMachineIdle();
  await Promise.all(busy.map(worker => worker.terminate()));
  expect(idle).toBe(false);
});
