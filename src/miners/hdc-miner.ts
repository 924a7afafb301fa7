import { z } from 'zod';
import { cast, ceil, mul, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner, distanceOption } from './pairwise-miner.ts';
import { greatest, smallest } from './picks.ts';

/** The hardest part of all pairs. */
export const hdcMiner = definePairwiseMiner({
  name: 'hdc',
  summary: 'The hardest part of all positive pairs, and the same part of all negative pairs.',
  paper: 'Hard-aware deeply cascaded embedding; Yuan, Yang & Zhang 2017',
  differs:
    'pytorch-metric-learning can be given the pairs to choose from (set_idx_externally); here it chooses from all.',
  options: {
    filterPercentage: z
      .number()
      .positive()
      .max(1)
      .default(0.5)
      .describe('Which part of the pairs of each kind is chosen.'),
    distance: distanceOption('euclidean'),
  },
  choose({ d, positive, negative }, { filterPercentage }) {
    const part = (mask: Tensor) => ceil(sub(mul(sum(cast(mask, 'float32')), filterPercentage), 1e-4));
    return {
      kind: 'pairs',
      positive: greatest(d, positive, part(positive)),
      negative: smallest(d, negative, part(negative)),
    };
  },
});

/** Options of `miners.hdcMiner`. */
export type HDCMinerOptions = OptionsOf<typeof hdcMiner>;
