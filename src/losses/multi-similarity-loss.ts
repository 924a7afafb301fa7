import { z } from 'zod';
import { farther } from '../distances/index.ts';
import { add, mul } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere } from './masked.ts';
import { pairOptions } from './shared-options.ts';

/** The multi-similarity loss. */
export const multiSimilarityLoss = defineEmbeddingLoss({
  name: 'multi-similarity',
  summary:
    'The multi-similarity loss weights each pair by its similarity and by those of the other pairs of its anchor.',
  equation: '1/α · ln(1 + Σₚ e^(−α (s_ap − base))) + 1/β · ln(1 + Σₙ e^(β (s_an − base)))',
  notes: 'For each anchor, with s the similarity.',
  paper: 'Wang et al. 2019',
  options: {
    alpha: z.number().positive().default(2).describe('How sharply positives are weighted.'),
    beta: z.number().positive().default(50).describe('How sharply negatives are weighted.'),
    base: z.number().default(0.5).describe('The similarity that separates positives from negatives.'),
    ...pairOptions('cosine', 'mean'),
  },
  compute({ d, distance, positive, negative, reduce }, { alpha, beta, base }) {
    const pos = logSumExpWhere(mul(farther(distance, d, base), alpha), positive, { plusOne: true }); // [B]
    const neg = logSumExpWhere(mul(farther(distance, base, d), beta), negative, { plusOne: true }); // [B]
    return reduce(add(mul(pos, 1 / alpha), mul(neg, 1 / beta)));
  },
});

/** Options of `losses.multiSimilarityLoss`. */
export type MultiSimilarityLossOptions = OptionsOf<typeof multiSimilarityLoss>;
