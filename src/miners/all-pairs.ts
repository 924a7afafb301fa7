import { type Distance, lpDistance } from '../distances/index.ts';
import { asWeights, pairMasks } from './masks.ts';
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
    mine: input => ({ kind: 'pairs', ...asWeights(pairMasks(input)) }),
  };
}
