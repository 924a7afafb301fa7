import { z } from 'zod';
import { add, and, cast, expandDims, greater, less, sub } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner, distanceOption } from './pairwise-miner.ts';
import { farthest, nearest } from './picks.ts';

/** The mining of the multi-similarity loss. */
export const multiSimilarityMiner = definePairwiseMiner({
  name: 'multi-similarity',
  summary: 'The pairs that are hard beside the pairs of the other kind of their anchor.',
  paper: 'Wang et al. 2019',
  options: {
    epsilon: z
      .number()
      .default(0.1)
      .describe(
        'A positive is left out where it is this much nearer than the nearest negative, a negative where it is this much farther than the farthest positive.',
      ),
    distance: distanceOption('cosine'),
  },
  choose({ d, positive, negative }, { epsilon }) {
    const [p, n] = [farthest(d, positive), nearest(d, negative)];
    const both = expandDims(and(p.exists, n.exists), 1); // [B, 1]
    const isHardPositive = greater(add(d, epsilon), expandDims(n.distance, 1)); // [B, R]
    const isHardNegative = less(sub(d, epsilon), expandDims(p.distance, 1));
    return {
      kind: 'pairs',
      positive: cast(and(and(positive, isHardPositive), both), 'float32'),
      negative: cast(and(and(negative, isHardNegative), both), 'float32'),
    };
  },
});

/** Options of `miners.multiSimilarityMiner`. */
export type MultiSimilarityMinerOptions = OptionsOf<typeof multiSimilarityMiner>;
