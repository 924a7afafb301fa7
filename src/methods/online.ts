import type { OptionsOf } from '../thing.ts';
import { defineMethod, ofGroups } from './method.ts';
import { mined } from './mined.ts';
import { loss, miner, onlineOptions } from './shared-options.ts';

/** Any loss, over batches of several samples a class. */
export const online = defineMethod({
  name: 'online',
  summary: 'Any loss of the library (`--loss`) over batches of several samples a class.',
  options: {
    ...onlineOptions,
    loss: loss().describe('Any loss of the library, or one of your own.'),
    miner: miner().optional().describe('What chooses pairs or triplets; by default the loss goes over all.'),
  },
  make({ loss, miner, ...batch }) {
    const made = mined('online', batch, loss, miner);
    return {
      ...made,
      batches: classes => (made.views === undefined ? ofGroups(made.batches(classes)) : made.batches(classes)),
    };
  },
});

/** Options of `methods.online`. */
export type OnlineOptions = OptionsOf<typeof online>;
