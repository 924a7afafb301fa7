import { alike } from '../distances/index.ts';
import {
  argMax,
  cast,
  constant,
  diagonal,
  equal,
  expandDims,
  gather,
  greater,
  mul,
  sub,
  sum,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { sameClass } from '../miners/masks.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { pairOptions } from './shared-options.ts';

/** The multi-class N-pair loss. */
export const nPairsLoss = defineEmbeddingLoss({
  name: 'n-pairs',
  summary: 'The multi-class N-pair loss: a softmax over one positive pair of each class.',
  equation: '−ln( e^s(xᵢ, yᵢ) / Σ_j e^s(xᵢ, yⱼ) )',
  notes: '(xᵢ, yᵢ) is the first positive pair of each class in the batch, s the similarity.',
  paper: 'Sohn 2016',
  differs: 'pytorch-metric-learning takes no reference; here y can come from one.',
  options: pairOptions('dot-product', 'mean'),
  compute({ embeddings, labels, others, positive, distance, scope, reduce }) {
    const isAnchor = firstOfClass(labels, some(positive, 1)); // [B]
    const partner = argMax(cast(greater(positive, 0), 'float32'), 1); // [B], the first positive of each
    const y = gather(others.embeddings, partner); // [B, D]
    const s = alike(distance, distance.matrix(embeddings, y, scope)); // [B, B]
    const all = logSumExpWhere(s, mul(expandDims(isAnchor, 0), expandDims(isAnchor, 1))); // [B]
    const own = diagonal(s); // [B], the very logits that `all` is the sum of
    return reduce(mul(isAnchor, sub(all, own)), isAnchor);
  },
});

/** Options of `losses.nPairsLoss`. */
export type NPairsLossOptions = OptionsOf<typeof nPairsLoss>;

/** 1 for the first sample of each class among those that count (weights [B]), else 0. */
function firstOfClass(labels: Tensor, counts: Tensor): Tensor {
  const b = labels.shape[0]!;
  const below = Float32Array.from({ length: b * b }, (_, i) => (i % b < Math.floor(i / b) ? 1 : 0));
  const before = mul(cast(sameClass(labels, labels), 'float32'), constant(below, { shape: [b, b] }));
  const earlier = sum(mul(before, expandDims(counts, 0)), 1); // [B]
  return mul(counts, cast(equal(earlier, 0), 'float32'));
}
