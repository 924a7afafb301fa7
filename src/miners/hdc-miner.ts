import { type Distance, lpDistance } from '../distances/index.ts';
import { cast, ceil, mul, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';
import { greatest, smallest } from './picks.ts';

export interface HDCMinerOptions {
  /** Which part of the pairs of each kind is chosen, the hardest. Default 0.5. */
  filterPercentage?: number;
  /** Default: Euclidean on normalised embeddings. */
  distance?: Distance;
}

/** The hardest part of all positive and of all negative pairs (hard-aware deeply cascaded embedding; Yuan, Yang & Zhang 2017). */
export function hdcMiner({ filterPercentage = 0.5, distance = lpDistance() }: HDCMinerOptions = {}): Miner {
  const part = (mask: Tensor) => ceil(sub(mul(sum(cast(mask, 'float32')), filterPercentage), 1e-4));
  return pairwiseMiner('hdc', distance, { filterPercentage }, ({ d, positive, negative }) => ({
    kind: 'pairs',
    positive: greatest(d, positive, part(positive)),
    negative: smallest(d, negative, part(negative)),
  }));
}
