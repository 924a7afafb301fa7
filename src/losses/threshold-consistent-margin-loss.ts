import { z } from 'zod';
import { cosineSimilarity } from '../distances/index.ts';
import { add, cast, greaterOrEqual, lessOrEqual, mul, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { thingOr } from '../options.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { multiSimilarityLoss } from './multi-similarity-loss.ts';
import { regularizerOptions } from './shared-options.ts';

/** The threshold-consistent margin loss. */
export const thresholdConsistentMarginLoss = defineEmbeddingLoss({
  name: 'threshold-consistent-margin',
  summary: 'Adds a cost to a base loss that makes one threshold fit all classes.',
  equation: 'base + λ⁺ · mean( m⁺ − s⁺ over the s⁺ ≤ m⁺ ) + λ⁻ · mean( s⁻ − m⁻ over the s⁻ ≥ m⁻ )',
  notes: 's is the cosine. The cost alone only evens out similarities; the base loss separates classes.',
  paper: 'Zhang et al. 2024',
  differs: 'pytorch-metric-learning adds no base loss.',
  distance: cosineSimilarity,
  options: {
    baseLoss: thingOr<Loss>({ kind: 'loss' }, 'multi-similarity', () => multiSimilarityLoss()).describe(
      'The loss that the cost is added to.',
    ),
    lambdaPlus: z.number().default(1).describe('The weight of positives.'),
    lambdaMinus: z.number().default(1).describe('The weight of negatives.'),
    marginPlus: z.number().default(0.9).describe('Positives less alike than this cost something.'),
    marginMinus: z.number().default(0.5).describe('Negatives more alike than this cost something.'),
    ...regularizerOptions,
  },
  learnsClasses: ({ baseLoss }) => baseLoss.learnsClasses === true,
  compute(batch, { baseLoss, lambdaPlus, lambdaMinus, marginPlus, marginMinus }) {
    const { d: s, positive, negative, scope } = batch;
    const low = mul(positive, cast(lessOrEqual(s, marginPlus), 'float32')); // [B, R]
    const high = mul(negative, cast(greaterOrEqual(s, marginMinus), 'float32'));
    const average = (x: Tensor, pairs: Tensor) => safeDivide(sum(mul(x, pairs)), sum(pairs));
    const pos = mul(average(sub(marginPlus, s), low), lambdaPlus);
    const neg = mul(average(sub(s, marginMinus), high), lambdaMinus);
    return add(baseLoss.compute(batch, scope.child('base')), add(pos, neg));
  },
});

/** Options of `losses.thresholdConsistentMarginLoss`. */
export type ThresholdConsistentMarginLossOptions = OptionsOf<typeof thresholdConsistentMarginLoss>;
