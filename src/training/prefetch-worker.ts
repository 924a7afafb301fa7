import { workerData } from 'node:worker_threads';
import { StoredRows } from '../data/stored-rows.ts';
import { methodOf } from './assemble.ts';
import { augmentBatch } from './augment.ts';
import { fillBatch } from './batches.ts';
import { ASKED, MADE, type PrefetchInput, SLOTS } from './prefetch.ts';

const { config, dataset: given, epoch: first, step, control, slots } = workerData as PrefetchInput;
const { samples } = given;
const dataset = { ...given, samples: 'file' in samples ? new StoredRows(samples) : samples };

/** Makes one batch after another, epoch after epoch, never more than are asked for. */
function makeBatches(): never {
  const epochs = methodOf(config).batches(dataset.classNames.length).over(dataset);
  let made = 0;
  for (let epoch = first; ; epoch++) {
    let next = 0;
    for (const indices of epochs.epoch(epoch, config.seed)) {
      const place = { seed: config.seed, epoch, step: next++ };
      if (epoch === first && place.step < step) continue;
      for (let asked = Atomics.load(control, ASKED); asked <= made; asked = Atomics.load(control, ASKED)) {
        Atomics.wait(control, ASKED, asked);
      }
      const slot = slots[made % SLOTS]!;
      fillBatch(dataset, indices, slot.samples, slot.labels);
      augmentBatch(slot.samples, slot.labels, dataset, config.augment, place);
      Atomics.store(control, MADE, ++made);
      Atomics.notify(control, MADE);
    }
  }
}

makeBatches();
