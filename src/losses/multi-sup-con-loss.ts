import { z } from 'zod';
import { alike } from '../distances/index.ts';
import {
  add,
  and,
  cast,
  div,
  equal,
  expandDims,
  greater,
  greaterOrEqual,
  matmul,
  maximum,
  mul,
  not,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { itself, sameClass } from '../miners/masks.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { type Batch, defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** The supervised contrastive loss for sets of classes. */
export const multiSupConLoss = defineEmbeddingLoss({
  name: 'multi-sup-con',
  summary: 'The supervised contrastive loss for samples of several classes each; positives count by their overlap.',
  equation: '−1/|P| · Σₚ J_ap · ln( e^s_ap / Σ_j e^s_aj ),  P = { p : J_ap ≥ threshold }',
  notes:
    'For each anchor that has a positive, with s the similarity divided by the temperature, J = |A ∩ B| / |A ∪ B| the Jaccard index of two sets of classes (1 for two empty sets), and j over all others. Labels are sets [B, C]; with one class a sample [B] J is 1 or 0. Pairs that a miner chose count once each, positives by their J.',
  paper: '“Contrastive Learning for Multi-Label Classification”, NeurIPS 2022 workshop on self-supervised learning',
  differs:
    'pytorch-metric-learning 3 takes sets of classes only; here labels of one class a sample make it the supervised contrastive loss.',
  options: {
    temperature: temperature(0.1),
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Samples are positives if at least this part of the union of their sets of classes is shared.'),
    ...pairOptions('cosine', 'avg-non-zero'),
  },
  compute(batch, { temperature, threshold }) {
    const { d, distance, reduce } = batch;
    const overlap = jaccard(batch.labels, batch.others.labels); // [B, R]
    const { positive, negative } = batch.tuples ? batch : byOverlap(overlap, threshold, batch);
    const s = mul(alike(distance, d), 1 / temperature); // [B, R]
    const all = expandDims(logSumExpWhere(s, add(positive, negative)), 1); // [B, 1]
    const isPositive = cast(greater(positive, 0), 'float32'); // once, however often it was chosen
    const each = safeDivide(sum(mul(mul(isPositive, overlap), sub(all, s)), 1), sum(isPositive, 1)); // [B]
    return reduce(each, some(positive, 1));
  },
});

/** Options of `losses.multiSupConLoss`. */
export type MultiSupConLossOptions = OptionsOf<typeof multiSupConLoss>;

/** The Jaccard index of samples (rows) and others (columns): [B, R], float32. */
function jaccard(labels: Tensor, others: Tensor): Tensor {
  if (labels.shape.length === 1) return cast(sameClass(labels, others), 'float32');
  const [a, b] = [cast(labels, 'float32'), cast(others, 'float32')];
  const shared = matmul(a, b, { transposeB: true });
  const union = sub(add(sum(a, 1, true), expandDims(sum(b, 1), 0)), shared);
  return where(equal(union, 0), 1, div(shared, maximum(union, 1)));
}

/** Positive and negative pairs by their overlap. */
function byOverlap(overlap: Tensor, threshold: number, { labels, reference }: Batch) {
  const alikeEnough = greaterOrEqual(overlap, threshold);
  const counts = reference ? reference.comparable : not(itself(labels.shape[0]!));
  const mask = (pairs: Tensor) => cast(counts ? and(pairs, counts) : pairs, 'float32');
  return { positive: mask(alikeEnough), negative: mask(not(alikeEnough)) };
}
