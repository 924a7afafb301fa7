import { lpDistance } from '../distances/index.ts';
import { contrastiveLoss } from '../losses/contrastive-loss.ts';
import { hardPairs } from '../miners/hard-pairs.ts';
import { meanReducer } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineMethod } from './method.ts';
import { mined } from './mined.ts';
import { loss, margin, miner, onlineOptions } from './shared-options.ts';

/** The contrastive loss over mined pairs. */
export const onlineContrastive = defineMethod({
  name: 'online-contrastive',
  summary: 'A pair loss over pairs mined in batches of several samples a class.',
  options: {
    ...onlineOptions,
    margin: margin(1, 'The margin of the default loss, in Euclidean distance.'),
    loss: loss().optional().describe('By default the contrastive loss with squared hinges, in Euclidean distance.'),
    miner: miner()
      .optional()
      .describe('By default, with the default loss, all positive pairs and as many of the hardest negative pairs.'),
  },
  make({ margin, loss, miner, ...batch }) {
    const distance = lpDistance({ normalize: false });
    const standard = contrastiveLoss({ negMargin: margin, squared: true, distance, reducer: meanReducer() });
    return mined('online-contrastive', batch, loss ?? standard, miner ?? (loss ? undefined : hardPairs({ distance })));
  },
});

/** Options of `methods.onlineContrastive`. */
export type OnlineContrastiveOptions = OptionsOf<typeof onlineContrastive>;
