import { and, cast, equal, expandDims, greater, matmul, not, range } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { MinerInput } from './miner.ts';

/**
 * Which pairs of the batch (rows) and what it is compared with (columns) are positive and which negative: bool [B, R].
 * Samples of several classes (labels [B, C]) are a positive pair where they share a class.
 */
export function pairMasks({ labels, reference }: Pick<MinerInput, 'labels' | 'reference'>): {
  positive: Tensor;
  negative: Tensor;
} {
  const same = sameClass(labels, reference?.labels ?? labels); // [B, R]
  if (!reference) {
    return { positive: and(same, not(itself(labels.shape[0]!))), negative: not(same) };
  }
  const { comparable } = reference;
  const counts = (mask: Tensor) => (comparable ? and(mask, comparable) : mask);
  return { positive: counts(same), negative: counts(not(same)) };
}

/** Masks as weights: how often each pair counts, 1 or 0, float32. */
export const asWeights = ({ positive, negative }: ReturnType<typeof pairMasks>) => ({
  positive: cast(positive, 'float32'),
  negative: cast(negative, 'float32'),
});

/** Where row and column are the same sample: bool [n, n]. */
export const itself = (n: number): Tensor => equal(expandDims(range(n), 1), expandDims(range(n), 0));

/** Whether samples (rows) and others (columns) are of one class: bool [B, R]. */
export function sameClass(labels: Tensor, others: Tensor): Tensor {
  if (labels.shape.length === 1) return equal(expandDims(labels, 1), expandDims(others, 0));
  return greater(matmul(cast(labels, 'float32'), cast(others, 'float32'), { transposeB: true }), 0.5);
}
