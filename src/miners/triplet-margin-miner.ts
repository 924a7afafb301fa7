import { z } from 'zod';
import { add, full } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { asWeights } from './masks.ts';
import { definePairwiseMiner, distanceOption } from './pairwise-miner.ts';
import { FAR } from './picks.ts';

/** The triplets that violate or keep a margin. */
export const tripletMarginMiner = definePairwiseMiner({
  name: 'triplet-margin',
  summary: 'The triplets that violate, or keep, a margin.',
  equation: `all:      d_an − d_ap ≤ margin
hard:     d_an − d_ap ≤ 0
semihard: 0 < d_an − d_ap ≤ margin
easy:     d_an − d_ap > margin`,
  notes: 'However many triplets there are, they take O(B²) memory.',
  paper: 'Schroff, Kalenichenko & Philbin 2015',
  options: {
    margin: z.number().default(0.2).describe('The margin that triplets violate or keep.'),
    typeOfTriplets: z.enum(['all', 'hard', 'semihard', 'easy']).default('all').describe('Which triplets are chosen.'),
    distance: distanceOption('euclidean'),
  },
  choose({ d, positive, negative }, { margin, typeOfTriplets, distance }) {
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
  },
});

/** Options of `miners.tripletMarginMiner`. */
export type TripletMarginMinerOptions = OptionsOf<typeof tripletMarginMiner>;
