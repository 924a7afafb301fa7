import { cosineSimilarity, type Distance } from '../distances/index.ts';
import { add, and, cast, expandDims, greater, less, sub } from '../graph/ops/index.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';
import { farthest, nearest } from './picks.ts';

export interface MultiSimilarityMinerOptions {
  /** How much nearer than the nearest negative a positive must be, and how much farther than the farthest positive a negative, to be left out. Default 0.1. */
  epsilon?: number;
  /** Default: cosine similarity. */
  distance?: Distance;
}

/** The pairs that are hard beside those of the other kind: the mining of the multi-similarity loss (Wang et al. 2019). */
export function multiSimilarityMiner(options: MultiSimilarityMinerOptions = {}): Miner {
  const { epsilon = 0.1, distance = cosineSimilarity() } = options;
  return pairwiseMiner('multi-similarity', distance, { epsilon }, ({ d, positive, negative }) => {
    const [p, n] = [farthest(d, positive), nearest(d, negative)];
    const both = expandDims(and(p.exists, n.exists), 1); // [B, 1]
    const isHardPositive = greater(add(d, epsilon), expandDims(n.distance, 1)); // [B, R]
    const isHardNegative = less(sub(d, epsilon), expandDims(p.distance, 1));
    return {
      kind: 'pairs',
      positive: cast(and(and(positive, isHardPositive), both), 'float32'),
      negative: cast(and(and(negative, isHardNegative), both), 'float32'),
    };
  });
}
