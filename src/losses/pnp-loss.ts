import { z } from 'zod';
import { cosineSimilarity } from '../distances/index.ts';
import { add, any, cast, clip, expandDims, log, mapRows, mul, pow, sigmoid, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { reducerOptions } from './shared-options.ts';

/** PNP, penalising negatives before positives. */
export const pnpLoss = defineEmbeddingLoss({
  name: 'pnp',
  summary: 'PNP: a cost for each negative that ranks before a positive.',
  equation: `R_j = Σₙ σ((s_n − s_j) / anneal)
O:  R
Ds: ln(1 + R)
Dq: 1 − 1 / (1 + R)^α
Iu: (1 + R) ln(1 + R)
Ib: (b R − ln(1 + b R)) / b²`,
  notes:
    'For each query and each of its positives j, itself among them, with s the cosine and σ the sigmoid. The mean goes over positives, then over the queries that have any beside themselves. It goes through queries one after another, in O(B²) memory.',
  paper: 'Li et al. 2021',
  differs:
    'pytorch-metric-learning also counts queries that have no positive beside themselves, and always takes the mean.',
  distance: cosineSimilarity,
  options: {
    b: z.number().positive().default(2).describe('The b of the variant Ib.'),
    alpha: z.number().positive().default(1).describe('The α of the variant Dq.'),
    anneal: z.number().positive().default(0.01).describe('How softly ranks are counted.'),
    variant: z
      .enum(['Ds', 'Dq', 'Iu', 'Ib', 'O'])
      .default('O')
      .describe('What the number R of negatives before a positive costs.'),
    ...reducerOptions('mean'),
  },
  compute(batch, { b, alpha, anneal, variant }) {
    const costs: Record<typeof variant, (r: Tensor) => Tensor> = {
      O: r => r,
      Ds: r => log(add(r, 1)),
      Dq: r => sub(1, pow(add(r, 1), -alpha)),
      Iu: r => mul(add(r, 1), log(add(r, 1))),
      Ib: r => mul(sub(mul(r, b), log(add(mul(r, b), 1))), 1 / b ** 2),
    };
    const { d: s, labels, others, reference, reduce } = batch;
    const masks = pairMasks(batch);
    const alike = reference ? masks.positive : sameClass(labels, others.labels);
    const [positive, negative] = [cast(alike, 'float32'), cast(masks.negative, 'float32')];
    const { stacked } = mapRows(
      ([row, isPositive, isNegative]) => {
        const r = negativesBefore(row!, isNegative!, anneal); // [R]
        return { stacked: [sum(mul(costs[variant](r), isPositive!))] };
      },
      [s, positive, negative],
    );
    return reduce(safeDivide(stacked[0]!, sum(positive, 1)), cast(any(masks.positive, 1), 'float32'));
  },
});

/** Options of `losses.pnpLoss`. */
export type PNPLossOptions = OptionsOf<typeof pnpLoss>;

/** For each j the soft count of the negatives that are more alike: [R]. */
function negativesBefore(s: Tensor, negative: Tensor, anneal: number): Tensor {
  const ahead = sub(expandDims(s, 0), expandDims(s, 1)); // [R, R], (j, n)
  return sum(mul(sigmoid(clip(mul(ahead, 1 / anneal), -50, 50)), expandDims(negative, 0)), 1);
}
