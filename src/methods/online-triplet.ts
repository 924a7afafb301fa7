import { lpDistance } from '../distances/index.ts';
import { tripletMarginLoss } from '../losses/triplet-margin-loss.ts';
import { randomHardNegative } from '../miners/random-hard-negative.ts';
import type { OptionsOf } from '../thing.ts';
import { defineMethod } from './method.ts';
import { mined } from './mined.ts';
import { loss, margin, miner, onlineOptions } from './shared-options.ts';

/** The triplet loss over mined triplets. */
export const onlineTriplet = defineMethod({
  name: 'online-triplet',
  summary: 'A triplet loss over triplets mined in batches of several samples a class.',
  paper: 'Schroff, Kalenichenko & Philbin 2015',
  options: {
    ...onlineOptions,
    margin: margin(1, 'The margin of the default loss and miner, in squared Euclidean distance.'),
    loss: loss().optional().describe('By default the triplet margin loss in squared Euclidean distance.'),
    miner: miner()
      .optional()
      .describe('By default, with the default loss, a random violating negative for every positive pair.'),
  },
  make({ margin, loss, miner, ...batch }) {
    const distance = lpDistance({ power: 2, normalize: false });
    return mined(
      'online-triplet',
      batch,
      loss ?? tripletMarginLoss({ margin, distance }),
      miner ?? (loss ? undefined : randomHardNegative({ margin, distance })),
    );
  },
});

/** Options of `methods.onlineTriplet`. */
export type OnlineTripletOptions = OptionsOf<typeof onlineTriplet>;
