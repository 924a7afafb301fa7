import { z } from 'zod';
import { alike } from '../distances/index.ts';
import { broadcastTo, cast, expandDims, greater, max, mul, softplus, sub, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { gatherPairs } from './gather-pairs.ts';
import { some } from './masked.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** The selectively contrastive triplet loss. */
export const selectivelyContrastiveTripletLoss = defineEmbeddingLoss({
  name: 'selectively-contrastive-triplet',
  summary: 'A triplet loss that only pushes the negative away where it is nearer than the positive.',
  equation: `λ s_an                                         if s_an > s_ap
−ln( e^(s_ap/τ) / (e^(s_ap/τ) + e^(s_an/τ)) )  otherwise`,
  notes:
    's is the similarity, τ the temperature. Over the triplets that a miner chose; without a miner over every positive pair with the hardest negative of its anchor.',
  paper: 'Xuan, Stylianou, Liu & Pless 2020',
  options: {
    lambda: z.number().min(0).default(1).describe('The weight of triplets whose negative is nearer than the positive.'),
    temperature: temperature(0.1).describe('What similarities are divided by in the other triplets.'),
    ...pairOptions('cosine', 'mean'),
  },
  compute({ d, distance, positive, negative, tuples, reduce }, { lambda, temperature }) {
    const ofTriplet = (ap: Tensor, an: Tensor) =>
      where(greater(an, ap), mul(an, lambda), softplus(mul(sub(an, ap), 1 / temperature)));
    const s = alike(distance, d); // [B, R]
    if (tuples?.kind === 'triplets') {
      const { anchor, weight } = tuples;
      const losses = ofTriplet(gatherPairs(s, anchor, tuples.positive), gatherPairs(s, anchor, tuples.negative)); // [T]
      return reduce(losses, weight, { anchors: anchor });
    }
    const exists = expandDims(some(negative, 1), 1); // [B, 1]
    const hardest = max(where(greater(negative, 0), s, -1e30), 1, true); // [B, 1]
    const safe = where(greater(exists, 0), hardest, 0);
    return reduce(ofTriplet(s, broadcastTo(safe, s.shape)), mul(cast(greater(positive, 0), 'float32'), exists));
  },
});

/** Options of `losses.selectivelyContrastiveTripletLoss`. */
export type SelectivelyContrastiveTripletLossOptions = OptionsOf<typeof selectivelyContrastiveTripletLoss>;
