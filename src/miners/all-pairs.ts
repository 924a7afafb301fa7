import { type Distance, lpDistance } from '../distances/index.ts';
import { cast } from '../graph/ops/index.ts';
import { pairMasks } from './masks.ts';
import type { Miner } from './miner.ts';

/** Every pair of a batch. A triplet loss given these goes over every triplet. */
export function allPairs({
  distance = lpDistance({ power: 2, normalize: false }),
}: {
  distance?: Distance;
} = {}): Miner {
  return {
    name: 'all',
    options: {},
    distance,
    mine(input) {
      const { positive, negative } = pairMasks(input);
      return { kind: 'pairs', positive: cast(positive, 'float32'), negative: cast(negative, 'float32') };
    },
  };
}
