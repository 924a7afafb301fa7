import { lpDistance } from '../distances/index.ts';
import { contrastiveLoss } from '../losses/contrastive-loss.ts';
import type { Loss } from '../losses/loss.ts';
import { hardPairs } from '../miners/hard-pairs.ts';
import type { Miner } from '../miners/miner.ts';
import { meanReducer } from '../reducers/index.ts';
import type { Method } from './method.ts';
import { type OnlineOptions, online } from './online.ts';

export interface OnlineContrastiveOptions extends OnlineOptions {
  /** Of the default loss, in Euclidean distance; default 1. */
  margin?: number;
  /** Default: the contrastive loss with squared hinges, in Euclidean distance. */
  loss?: Loss;
  /** Default, with the default loss: all positive pairs and as many of the hardest negative ones. */
  miner?: Miner;
}

/** The contrastive loss over pairs mined in batches of several samples a class. */
export function onlineContrastive({ margin = 1, loss, miner, ...batch }: OnlineContrastiveOptions = {}): Method {
  const distance = lpDistance({ normalize: false });
  const standard = contrastiveLoss({ negMargin: margin, squared: true, distance, reducer: meanReducer() });
  return online('online-contrastive', batch, loss ?? standard, miner ?? (loss ? undefined : hardPairs({ distance })));
}
