import { alike, cosineSimilarity } from '../distances/index.ts';
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
import { avgNonZeroReducer, quotient } from '../reducers/index.ts';
import { type Batch, type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';

export interface MultiSupConLossOptions extends EmbeddingLossOptions {
  /** What similarities are divided by, above 0. Default 0.1. */
  temperature?: number;
  /** Samples are alike if their sets of classes overlap by this part of their union. Default 0.3. */
  threshold?: number;
}

/**
 * The supervised contrastive loss for samples of several classes (Zhang & Wu 2024), with s the similarity by τ, P those whose
 * classes overlap enough, for each anchor:
 *
 *     −1/|P| · Σₚ ln( e^s_ap / Σ_j e^s_aj ),  j over all others
 *
 * Labels are sets [B, C]; of one class a sample [B] they are as in the plain loss. Default distance: cosine similarity. Default reducer: the mean of those above 0.
 */
export function multiSupConLoss(options: MultiSupConLossOptions = {}): Loss {
  const { temperature = 0.1, threshold = 0.3, ...common } = options;
  return embeddingLoss({
    name: 'multi-sup-con',
    options: { temperature, threshold },
    common,
    defaults: { distance: cosineSimilarity, reducer: avgNonZeroReducer },
    compute(batch) {
      const { d, distance, reduce } = batch;
      const areSets = batch.labels.shape.length === 2;
      const { positive, negative } = areSets && !batch.tuples ? bySets(batch, threshold) : batch;
      const s = mul(alike(distance, d), 1 / temperature); // [B, R]
      const all = expandDims(logSumExpWhere(s, add(positive, negative)), 1); // [B, 1]
      const each = quotient(sum(mul(positive, sub(all, s)), 1), sum(positive, 1)); // [B]
      return reduce(each, mul(some(positive, 1), some(negative)));
    },
  });
}

/** Pairs by how far their sets overlap: |A ∩ B| / |A ∪ B| (Jaccard). */
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
