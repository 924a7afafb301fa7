import { and, cast, range } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner, distanceOption } from './pairwise-miner.ts';
import { farthest, nearest } from './picks.ts';

/** The hardest positive and the hardest negative of each anchor. */
export const batchHardMiner = definePairwiseMiner({
  name: 'batch-hard',
  summary: 'For each anchor its farthest positive and its nearest negative.',
  paper: 'Hermans, Beyer & Leibe 2017',
  options: { distance: distanceOption('euclidean') },
  choose({ d, positive, negative }) {
    const [p, n] = [farthest(d, positive), nearest(d, negative)];
    return {
      kind: 'triplets',
      anchor: range(d.shape[0]!),
      positive: p.column,
      negative: n.column,
      weight: cast(and(p.exists, n.exists), 'float32'),
    };
  },
});

/** Options of `miners.batchHardMiner`. */
export type BatchHardMinerOptions = OptionsOf<typeof batchHardMiner>;
