import { alike, cosineSimilarity } from '../distances/index.ts';
import { add, cast, expandDims, eye, mapRows, mul, sigmoid, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { some } from './masked.ts';

export interface SmoothAPLossOptions extends EmbeddingLossOptions {
  /** How softly ranks are counted. Default 0.01. */
  temperature?: number;
}

/**
 * Smooth-AP (Brown, Xie, Kalogeiton & Zisserman 2020): average precision with ranks counted softly, s the similarity, σ the
 * sigmoid, for each query with P its class (itself one of it):
 *
 *     1 − 1/|P| Σ_{j ∈ P} (1 + Σ_{k ∈ P, k ≠ j} σ((s_k − s_j)/τ)) / (1 + Σ_{k ≠ j} σ((s_k − s_j)/τ))
 *
 * One query after another: O(B²) memory. Default distance: cosine similarity. Default reducer: the mean over queries with a
 * positive.
 */
export function smoothAPLoss(options: SmoothAPLossOptions = {}): Loss {
  const { temperature = 0.01, ...common } = options;
  return embeddingLoss({
    name: 'smooth-ap',
    options: { temperature },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute(batch) {
      const { d, distance, labels, others, reference, reduce } = batch;
      const masks = pairMasks(batch);
      const own = cast(reference ? masks.positive : sameClass(labels, others.labels), 'float32'); // [B, R]
      const all = add(own, cast(masks.negative, 'float32'));
      const s = mul(alike(distance, d), 1 / temperature);
      const { stacked } = mapRows(
        ([row, p, every]) => ({ stacked: [averagePrecision(row!, p!, every!)] }),
        [s, own, all],
      );
      return reduce(sub(1, stacked[0]!), mul(some(own, 1), some(cast(masks.positive, 'float32'), 1)));
    },
  });
}

/** Of one query: s, positive and all [R] → a scalar. */
function averagePrecision(s: Tensor, positive: Tensor, all: Tensor): Tensor {
  const notItself = sub(1, eye(s.shape[0]!));
  const ahead = mul(sigmoid(sub(expandDims(s, 0), expandDims(s, 1))), notItself); // [R, R], (j, k)
  const rankAmong = (mask: Tensor) => add(sum(mul(ahead, expandDims(mask, 0)), 1), 1); // [R]
  const precision = mul(positive, quotient(rankAmong(positive), rankAmong(all)));
  return quotient(sum(precision), sum(positive));
}
