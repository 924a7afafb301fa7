import { z } from 'zod';
import { alike } from '../distances/index.ts';
import {
  add,
  and,
  cast,
  div,
  expandDims,
  greaterOrEqual,
  matmul,
  maximum,
  mul,
  not,
  sub,
  sum,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { itself } from '../miners/masks.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { type Batch, defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** The supervised contrastive loss for sets of classes. */
export const multiSupConLoss = defineEmbeddingLoss({
  name: 'multi-sup-con',
  summary: 'The supervised contrastive loss for samples of several classes each.',
  equation: '−1/|P| · Σₚ ln( e^s_ap / Σ_j e^s_aj )',
  notes:
    'For each anchor, with s the similarity divided by the temperature, P the samples whose sets of classes overlap enough, and j over all others. Labels are sets [B, C]; with one class a sample [B] it is the supervised contrastive loss.',
  paper: 'Zhang & Wu 2024',
  options: {
    temperature: temperature(0.1),
    threshold: z
      .number()
      .positive()
      .max(1)
      .default(0.3)
      .describe('Samples are alike if this part of the union of their sets of classes is shared.'),
    ...pairOptions('cosine', 'avg-non-zero'),
  },
  compute(batch, { temperature, threshold }) {
    const { d, distance, reduce } = batch;
    const areSets = batch.labels.shape.length === 2;
    const { positive, negative } = areSets && !batch.tuples ? bySets(batch, threshold) : batch;
    const s = mul(alike(distance, d), 1 / temperature); // [B, R]
    const all = expandDims(logSumExpWhere(s, add(positive, negative)), 1); // [B, 1]
    const each = safeDivide(sum(mul(positive, sub(all, s)), 1), sum(positive, 1)); // [B]
    return reduce(each, mul(some(positive, 1), some(negative)));
  },
});

/** Options of `losses.multiSupConLoss`. */
export type MultiSupConLossOptions = OptionsOf<typeof multiSupConLoss>;

/** Positive and negative pairs by the overlap of their sets of classes: |A ∩ B| / |A ∪ B| (Jaccard). */
function bySets({ labels, others, reference }: Batch, threshold: number) {
  const [a, b] = [asSets(labels), asSets(others.labels)];
  const shared = matmul(a, b, { transposeB: true }); // [B, R]
  const union = sub(add(sum(a, 1, true), expandDims(sum(b, 1), 0)), shared);
  const alikeEnough = greaterOrEqual(div(shared, maximum(union, 1)), threshold);
  const counts = reference ? reference.comparable : not(itself(a.shape[0]!));
  const mask = (pairs: Tensor) => cast(counts ? and(pairs, counts) : pairs, 'float32');
  return { positive: mask(alikeEnough), negative: mask(not(alikeEnough)) };
}

const asSets = (labels: Tensor): Tensor => cast(labels, 'float32');
