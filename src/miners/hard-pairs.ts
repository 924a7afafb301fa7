import { cast, minimum, sum } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner, distanceOption } from './pairwise-miner.ts';
import { smallest } from './picks.ts';

/** All positive pairs and the hardest negative pairs. */
export const hardPairs = definePairwiseMiner({
  name: 'hard-pairs',
  summary: 'All positive pairs, and as many of the nearest negative pairs of the whole batch.',
  options: { distance: distanceOption('squared-euclidean(normalize=false)') },
  choose({ d, positive, negative }) {
    const chosen = cast(positive, 'float32');
    const count = minimum(sum(chosen), sum(cast(negative, 'float32')));
    return { kind: 'pairs', positive: chosen, negative: smallest(d, negative, count) };
  },
});

/** Options of `miners.hardPairs`. */
export type HardPairsOptions = OptionsOf<typeof hardPairs>;
