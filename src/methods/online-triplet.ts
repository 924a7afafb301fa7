import { lpDistance } from '../distances/index.ts';
import type { Loss } from '../losses/loss.ts';
import { tripletMarginLoss } from '../losses/triplet-margin-loss.ts';
import type { Miner } from '../miners/miner.ts';
import { randomHardNegative } from '../miners/triplet-selector.ts';
import type { Method } from './method.ts';
import { type OnlineOptions, online } from './online.ts';

export interface OnlineTripletOptions extends OnlineOptions {
  /** Of the default loss and miner, in squared Euclidean distance; default 1. */
  margin?: number;
  /** Default: the triplet margin loss in squared Euclidean distance. */
  loss?: Loss;
  /** Default, with the default loss: a random violating negative for every positive pair. */
  miner?: Miner;
}

/** The triplet loss over triplets mined in batches of several samples a class (Schroff, Kalenichenko & Philbin 2015). */
export function onlineTriplet({ margin = 1, loss, miner, ...batch }: OnlineTripletOptions = {}): Method {
  const distance = lpDistance({ power: 2, normalize: false });
  return online(
    'online-triplet',
    batch,
    loss ?? tripletMarginLoss({ margin, distance }),
    miner ?? (loss ? undefined : randomHardNegative({ margin, distance })),
  );
}
