import { cosineSimilarity } from '../distances/index.ts';
import { add, any, cast, clip, expandDims, log, mapRows, mul, pow, sigmoid, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';

export interface PNPLossOptions extends Omit<EmbeddingLossOptions, 'distance'> {
  /** Of the variant Ib. Default 2. */
  b?: number;
  /** Of the variant Dq. Default 1. */
  alpha?: number;
  /** How softly ranks are counted. Default 0.01. */
  anneal?: number;
  /** How the number R of negatives before a positive costs. Default O: R itself. */
  variant?: 'Ds' | 'Dq' | 'Iu' | 'Ib' | 'O';
}

/**
 * Penalising negative instances before positive ones (Li et al. 2021), s the cosine, for each query and each of its
 * positives j (itself one of them), σ the sigmoid:
 *
 *     R_j = Σₙ σ((s_n − s_j) / anneal)
 *     O: R    Ds: ln(1 + R)    Dq: 1 − 1 / (1 + R)^α    Iu: (1 + R) ln(1 + R)    Ib: (b R − ln(1 + b R)) / b²
 *
 * the mean over positives, then over the queries that have any beside themselves. One query after another: O(B²) memory.
 */
export function pnpLoss(options: PNPLossOptions = {}): Loss {
  const { b = 2, alpha = 1, anneal = 0.01, variant = 'O', ...common } = options;
  const costs: Record<typeof variant, (r: Tensor) => Tensor> = {
    O: r => r,
    Ds: r => log(add(r, 1)),
    Dq: r => sub(1, pow(add(r, 1), -alpha)),
    Iu: r => mul(add(r, 1), log(add(r, 1))),
    Ib: r => mul(sub(mul(r, b), log(add(mul(r, b), 1))), 1 / b ** 2),
  };
  return embeddingLoss({
    name: 'pnp',
    options: { b, alpha, anneal, variant },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute(batch) {
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
      return reduce(quotient(stacked[0]!, sum(positive, 1)), cast(any(masks.positive, 1), 'float32'));
    },
  });
}

/** For each j how many negatives are more alike, counted softly: [R]. */
function negativesBefore(s: Tensor, negative: Tensor, anneal: number): Tensor {
  const ahead = sub(expandDims(s, 0), expandDims(s, 1)); // [R, R], (j, n)
  return sum(mul(sigmoid(clip(mul(ahead, 1 / anneal), -50, 50)), expandDims(negative, 0)), 1);
}
