import { add, div, maximum, minimum, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { asWeights, pairMasks } from '../miners/masks.ts';
import type { MinerInput } from '../miners/miner.ts';
import type { Tuples } from '../miners/tuples.ts';
import { sizeOf } from '../nd-array.ts';

/**
 * The share of a batch's tuples that a miner chose, a scalar from 0 to 1: of all pairs, or, of a miner that looks for a
 * negative for each positive pair, of the positive pairs. It falls as fewer tuples are hard, while the mean loss of those
 * left may rise. Undefined for miners that always choose as many, or that state a rule instead of a list.
 */
export function activeShare(tuples: Tuples, input: MinerInput): Tensor | undefined {
  const { positive, negative } = asWeights(pairMasks(input)); // [B, R]
  const share = (chosen: Tensor, all: Tensor) => div(chosen, maximum(all, 1));
  if (tuples.kind === 'pairs') {
    const chosen = add(sum(minimum(tuples.positive, 1)), sum(minimum(tuples.negative, 1)));
    return share(chosen, add(sum(positive), sum(negative)));
  }
  const aCellEach = tuples.kind === 'triplets' && sizeOf(tuples.weight.shape) === sizeOf(positive.shape);
  return aCellEach ? share(sum(tuples.weight), sum(positive)) : undefined;
}
