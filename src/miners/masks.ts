import { and, equal, expandDims, eye, not } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { MinerInput } from './miner.ts';

/** Which pairs of a batch (rows) and what it is compared with (columns) are alike and which are not: bool [B, R]. */
export function pairMasks({ labels, reference }: Pick<MinerInput, 'labels' | 'reference'>): {
  positive: Tensor;
  negative: Tensor;
} {
  const others = reference?.labels ?? labels;
  const same = equal(expandDims(labels, 1), expandDims(others, 0)); // [B, R]
  const notItself = reference ? same : and(same, equal(eye(labels.shape[0]!), 0));
  return { positive: notItself, negative: not(same) };
}
