import { z } from 'zod';
import { cosineSimilarity } from '../distances/index.ts';
import { add, expandDims, mul, relu, safeSqrt, softplus, square, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere } from './masked.ts';
import { reducerOptions, scale } from './shared-options.ts';

/** The tuplet margin loss. */
export const tupletMarginLoss = defineEmbeddingLoss({
  name: 'tuplet-margin',
  summary:
    'The tuplet margin loss compares each positive pair, with a slack in its angle, with all negatives of its anchor.',
  equation: 'ln(1 + Σₙ e^(s (cos θ_an − cos(θ_ap − margin))))',
  notes: 'For each positive pair, with θ the angles between embeddings and s the scale.',
  paper: 'Yu & Tao 2019',
  differs: 'pytorch-metric-learning counts a negative as often as a miner chose it; here it counts once.',
  distance: cosineSimilarity,
  options: {
    margin: z.number().min(0).default(5.73).describe('The slack of the angle of positives, in degrees.'),
    scale: scale(64),
    ...reducerOptions('mean'),
  },
  compute({ d: cosine, positive, negative, reduce }, { margin, scale }) {
    const negatives = expandDims(logSumExpWhere(mul(cosine, scale), negative), 1); // [B, 1]
    const positives = mul(turned(cosine, (margin * Math.PI) / 180), scale); // [B, R]
    return reduce(softplus(sub(negatives, positives)), positive, { part: 'pos' });
  },
});

/** Options of `losses.tupletMarginLoss`. */
export type TupletMarginLossOptions = OptionsOf<typeof tupletMarginLoss>;

/** cos(θ − β) = cos θ cos β + sin θ sin β */
const turned = (cosine: Tensor, beta: number): Tensor =>
  add(mul(cosine, Math.cos(beta)), mul(safeSqrt(relu(sub(1, square(cosine)))), Math.sin(beta)));
