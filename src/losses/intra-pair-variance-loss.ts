import { z } from 'zod';
import { farther } from '../distances/index.ts';
import { add, mul, relu, square, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { pairOptions } from './shared-options.ts';

/** The intra-pair variance loss. */
export const intraPairVarianceLoss = defineEmbeddingLoss({
  name: 'intra-pair-variance',
  summary:
    'Pulls similarities of positive pairs, and those of negative pairs, to their mean; use it beside another loss.',
  equation: 'reduce( max(0, (1 − posEps) s̄⁺ − s⁺)² ) + reduce( max(0, s⁻ − (1 + negEps) s̄⁻)² )',
  notes: 's is the similarity, s̄ its mean over the pairs of one kind in the batch.',
  paper: 'Yu & Tao 2019',
  options: {
    posEps: z
      .number()
      .default(0.01)
      .describe('Positives less alike than (1 − posEps) times their mean cost something.'),
    negEps: z
      .number()
      .default(0.01)
      .describe('Negatives more alike than (1 + negEps) times their mean cost something.'),
    ...pairOptions('cosine', 'mean'),
  },
  compute({ d, distance, positive, negative, reduce }, { posEps, negEps }) {
    const average = (pairs: Tensor) => safeDivide(sum(mul(d, pairs)), sum(pairs));
    const sign = distance.inverted ? 1 : -1; // the tolerance loosens either side
    const pos = farther(distance, d, mul(average(positive), 1 - sign * posEps)); // [B, R]
    const neg = farther(distance, mul(average(negative), 1 + sign * negEps), d);
    const squared = (x: Tensor) => square(relu(x));
    return add(reduce(squared(pos), positive, { part: 'pos' }), reduce(squared(neg), negative, { part: 'neg' }));
  },
});

/** Options of `losses.intraPairVarianceLoss`. */
export type IntraPairVarianceLossOptions = OptionsOf<typeof intraPairVarianceLoss>;
