import { type Distance, lpDistance } from '../distances/index.ts';
import { add, full } from '../graph/ops/index.ts';
import { asWeights } from './masks.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';
import { FAR } from './picks.ts';

export interface TripletMarginMinerOptions {
  /** The margin that triplets violate or keep. Default 0.2. */
  margin?: number;
  /** Default all. */
  typeOfTriplets?: 'all' | 'hard' | 'semihard' | 'easy';
  /** Default: Euclidean on normalised embeddings. */
  distance?: Distance;
}

/**
 * The triplets with d_an − d_ap at most `margin` (all), at most 0 (hard), above 0 and at most `margin` (semihard), or above
 * `margin` (easy). However many there are, they take O(B²) memory.
 */
export function tripletMarginMiner(options: TripletMarginMinerOptions = {}): Miner {
  const { margin = 0.2, typeOfTriplets = 'all', distance = lpDistance() } = options;
  return pairwiseMiner('triplet-margin', distance, { margin, typeOfTriplets }, ({ d, positive, negative }) => {
    const everything = (value: number) => full(d.shape, value);
    const [nowhere, everywhere, violated] = [everything(-FAR), everything(FAR), add(d, margin)]; // [B, R] by (a, p)
    const limits = {
      all: { lower: nowhere, upper: violated },
      hard: { lower: nowhere, upper: d },
      semihard: { lower: d, upper: violated },
      easy: { lower: violated, upper: everywhere },
    };
    return {
      kind: 'rule',
      ...asWeights({ positive, negative }),
      key: d,
      ...limits[typeOfTriplets],
      distance,
    };
  });
}
