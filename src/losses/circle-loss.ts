import { z } from 'zod';
import { cosineSimilarity } from '../distances/index.ts';
import { add, mul, relu, softplus, stopGradient, sub } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { reducerOptions, scale } from './shared-options.ts';

/** The circle loss. */
export const circleLoss = defineEmbeddingLoss({
  name: 'circle',
  summary: 'The circle loss weights each similarity by how far it is from its optimum.',
  equation: `ln(1 + Σₙ e^(γ αₙ (s_an − m)) · Σₚ e^(−γ αₚ (s_ap − (1 − m))))
αₙ = max(0, s_an + m)
αₚ = max(0, 1 + m − s_ap)`,
  notes: 'For each anchor, with s the cosine. The weights α are taken as constants.',
  paper: 'Sun et al. 2020',
  differs:
    'Under a mean reducer pytorch-metric-learning divides by all samples; here by the anchors that have a positive and a negative. The default reducer gives the same in both.',
  distance: cosineSimilarity,
  options: {
    m: z.number().default(0.4).describe('How far inside the best similarities the boundary lies.'),
    gamma: scale(80),
    ...reducerOptions('avg-non-zero'),
  },
  compute({ d: s, positive, negative, reduce }, { m, gamma }) {
    const alphaP = relu(sub(1 + m, stopGradient(s))); // [B, R]
    const alphaN = relu(add(stopGradient(s), m));
    const pos = logSumExpWhere(mul(mul(alphaP, sub(1 - m, s)), gamma), positive); // [B]
    const neg = logSumExpWhere(mul(mul(alphaN, sub(s, m)), gamma), negative);
    return reduce(softplus(add(pos, neg)), mul(some(positive, 1), some(negative, 1)));
  },
});

/** Options of `losses.circleLoss`. */
export type CircleLossOptions = OptionsOf<typeof circleLoss>;
