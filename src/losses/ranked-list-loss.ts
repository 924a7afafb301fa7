import { z } from 'zod';
import { apart } from '../distances/index.ts';
import { add, cast, exp, greater, less, max, mul, relu, stopGradient, sub, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { pairOptions } from './shared-options.ts';

/** The ranked list loss. */
export const rankedListLoss = defineEmbeddingLoss({
  name: 'ranked-list',
  summary: 'The ranked list loss pulls positives inside one boundary and pushes negatives beyond another.',
  equation: `(1 − imbalance) Σₚ w⁺ (d_ap − (α − margin)) / Σₚ w⁺ + imbalance Σₙ w⁻ (α − d_an) / Σₙ w⁻
w⁺ = e^(Tp (d_ap − (α − margin)))
w⁻ = e^(Tn (α − d_an))`,
  notes: 'For each anchor, with d the distance, over the positives beyond α − margin and the negatives within α.',
  paper: 'Wang et al. 2019',
  differs:
    'pytorch-metric-learning adds 1e-5 to each weight of the denominators and leaves out negatives at distance 0. It has no defaults for margin and Tn, and refuses the tuples of a miner.',
  options: {
    margin: z.number().default(0.4).describe('How far inside the boundary for negatives that for positives lies.'),
    Tn: z.number().default(1).describe('How sharply near negatives are weighted.'),
    Tp: z.number().default(0).describe('How sharply far positives are weighted; 0 weights all alike.'),
    imbalance: z.number().min(0).max(1).default(0.5).describe('The share of negatives in the sum.'),
    alpha: z.number().optional().describe('The boundary for negatives; by default 1 + margin / 2.'),
    ...pairOptions('euclidean', 'mean'),
  },
  compute(
    { d: measured, distance, positive, negative, reduce },
    { margin, Tn, Tp, imbalance, alpha = 1 + margin / 2 },
  ) {
    const d = apart(distance, measured); // [B, R]
    const beyond = relu(sub(d, alpha - margin));
    const within = relu(sub(alpha, d));
    const pos = weighted(beyond, mul(positive, cast(greater(d, alpha - margin), 'float32')), Tp); // [B]
    const neg = weighted(within, mul(negative, cast(less(d, alpha), 'float32')), Tn);
    return reduce(add(mul(pos, 1 - imbalance), mul(neg, imbalance)));
  },
});

/** Options of `losses.rankedListLoss`. */
export type RankedListLossOptions = OptionsOf<typeof rankedListLoss>;

/** Σ w x / Σ w of each row, with w = e^(T x) for the pairs that count, divided by its maximum so that nothing overflows. */
function weighted(x: Tensor, pairs: Tensor, sharpness: number): Tensor {
  const exponent = mul(where(greater(pairs, 0), x, 0), sharpness);
  const w = mul(pairs, exp(sub(exponent, stopGradient(max(exponent, 1, true)))));
  return safeDivide(sum(mul(w, x), 1), sum(w, 1));
}
