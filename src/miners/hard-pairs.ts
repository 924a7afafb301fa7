import { type Distance, lpDistance } from '../distances/index.ts';
import { cast, minimum, sum } from '../graph/ops/index.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';
import { smallest } from './picks.ts';

/** All positive pairs, and as many of the nearest negative pairs (the hardest) of the whole batch. Default distance: squared Euclidean. */
export const hardPairs = ({
  distance = lpDistance({ power: 2, normalize: false }),
}: {
  distance?: Distance;
} = {}): Miner =>
  pairwiseMiner('hard-pairs', distance, {}, ({ d, positive, negative }) => {
    const chosen = cast(positive, 'float32');
    const count = minimum(sum(chosen), sum(cast(negative, 'float32')));
    return { kind: 'pairs', positive: chosen, negative: smallest(d, negative, count) };
  });
