import { expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { buffer } from '../../src/graph/runtime.ts';
import * as methods from '../../src/methods/index.ts';
import { parseConfig } from '../../src/training/config.ts';
import { PrefetchedBatches } from '../../src/training/prefetch.ts';

it('PrefetchedBatches.next() throws when the thread that makes batches has died outside its own code', async () => {
  // Beside the sources there is no compiled file of the thread, so that it dies as it is loaded.
  const { train } = glyphs({ classes: { train: 4, validation: 1, test: 1 }, perClass: 4, size: 8 });
  const plan = methods.triplet({ batchSize: 4 }).batches(4);
  const batches = new PrefetchedBatches(train, plan, parseConfig({ method: 'triplet', batchSize: 4 }));
  await batches.begin(0, 0);
  const [samples, labels] = [buffer('uint8', [12, 1, 8, 8]), buffer('int32', [12])];
  await expect(batches.next(samples, labels)).rejects.toThrow(
    /^train: expected the thread that makes batches to go on, got Cannot find module .*prefetch-worker\.js/,
  );
  await batches.close();
}, 10_000);
