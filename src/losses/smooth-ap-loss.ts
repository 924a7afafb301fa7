import { alike } from '../distances/index.ts';
import { add, cast, expandDims, eye, mapRows, mul, sigmoid, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { some } from './masked.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** Smooth-AP. */
export const smoothAPLoss = defineEmbeddingLoss({
  name: 'smooth-ap',
  summary: 'Smooth-AP: the average precision, with ranks counted by sigmoids.',
  equation: '1 − 1/|P| Σ_{j ∈ P} (1 + Σ_{k ∈ P, k ≠ j} σ((s_k − s_j)/τ)) / (1 + Σ_{k ≠ j} σ((s_k − s_j)/τ))',
  notes:
    'For each query, with s the similarity, σ the sigmoid, τ the temperature and P the samples of its class, itself among them. Queries without a positive do not count. It goes through queries one after another, in O(B²) memory.',
  paper: 'Brown, Xie, Kalogeiton & Zisserman 2020',
  differs:
    'pytorch-metric-learning takes only batches of equally large classes, in the order of their classes, and counts queries without a positive as if they were right.',
  options: {
    temperature: temperature(0.01).describe('How softly ranks are counted.'),
    ...pairOptions('cosine', 'mean'),
  },
  compute(batch, { temperature }) {
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

/** Options of `losses.smoothAPLoss`. */
export type SmoothAPLossOptions = OptionsOf<typeof smoothAPLoss>;

/** The soft average precision of one query: s, positive and all [R] → a scalar. */
function averagePrecision(s: Tensor, positive: Tensor, all: Tensor): Tensor {
  const notItself = sub(1, eye(s.shape[0]!));
  const ahead = mul(sigmoid(sub(expandDims(s, 0), expandDims(s, 1))), notItself); // [R, R], (j, k)
  const rankAmong = (mask: Tensor) => add(sum(mul(ahead, expandDims(mask, 0)), 1), 1); // [R]
  const precision = mul(positive, safeDivide(rankAmong(positive), rankAmong(all)));
  return safeDivide(sum(precision), sum(positive));
}
