import { type Distance, lpDistance } from '../distances/index.ts';
import { and, cast, greater, less } from '../graph/ops/index.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';

export interface PairMarginMinerOptions {
  /** Positives farther than this (less alike than this) are chosen. Default 0.2. */
  posMargin?: number;
  /** Negatives nearer than this (more alike than this) are chosen. Default 0.8. */
  negMargin?: number;
  /** Default: Euclidean on normalised embeddings. */
  distance?: Distance;
}

/** The pairs that violate a margin. */
export function pairMarginMiner(options: PairMarginMinerOptions = {}): Miner {
  const { posMargin = 0.2, negMargin = 0.8, distance = lpDistance() } = options;
  const sign = distance.inverted ? -1 : 1;
  return pairwiseMiner('pair-margin', distance, { posMargin, negMargin }, ({ d, positive, negative }) => ({
    kind: 'pairs',
    positive: cast(and(positive, greater(d, sign * posMargin)), 'float32'),
    negative: cast(and(negative, less(d, sign * negMargin)), 'float32'),
  }));
}
