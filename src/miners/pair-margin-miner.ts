import { z } from 'zod';
import { and, cast, greater, less } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner, distanceOption } from './pairwise-miner.ts';

/** The pairs that violate a margin. */
export const pairMarginMiner = definePairwiseMiner({
  name: 'pair-margin',
  summary: 'The pairs that violate a margin.',
  options: {
    posMargin: z.number().default(0.2).describe('Positives farther than this (less alike than this) are chosen.'),
    negMargin: z.number().default(0.8).describe('Negatives nearer than this (more alike than this) are chosen.'),
    distance: distanceOption('euclidean'),
  },
  choose({ d, positive, negative }, { posMargin, negMargin, distance }) {
    const sign = distance.inverted ? -1 : 1;
    return {
      kind: 'pairs',
      positive: cast(and(positive, greater(d, sign * posMargin)), 'float32'),
      negative: cast(and(negative, less(d, sign * negMargin)), 'float32'),
    };
  },
});

/** Options of `miners.pairMarginMiner`. */
export type PairMarginMinerOptions = OptionsOf<typeof pairMarginMiner>;
