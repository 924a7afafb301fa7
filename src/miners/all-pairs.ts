import type { OptionsOf } from '../thing.ts';
import { asWeights, pairMasks } from './masks.ts';
import { defineMiner } from './miner.ts';
import { distanceOption } from './pairwise-miner.ts';

/** Every pair of a batch. */
export const allPairs = defineMiner({
  name: 'all',
  summary: 'Every pair of the batch; a triplet loss then goes over every triplet.',
  options: { distance: distanceOption('squared-euclidean(normalize=false)') },
  make: ({ distance }) => ({
    distance,
    mine: input => ({ kind: 'pairs', ...asWeights(pairMasks(input)) }),
  }),
});

/** Options of `miners.allPairs`. */
export type AllPairsOptions = OptionsOf<typeof allPairs>;
