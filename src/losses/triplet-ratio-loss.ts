import { exp, l2Norm, logSoftmax, mean, slice, square, stack, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * The triplet network's loss on given triplets (Hoffer & Ailon 2015): the two distances go through a softmax, and the
 * positive's share should be 0:
 *
 *     mean( d₊² ),  d₊ = e^‖a−p‖ / (e^‖a−p‖ + e^‖a−n‖)
 *
 * a, p and n [N, D]. It has no margin.
 */
export const tripletRatioLoss =
  () =>
  (anchor: Tensor, positive: Tensor, negative: Tensor): Tensor => {
    const distances = stack([l2Norm(sub(anchor, positive)), l2Norm(sub(anchor, negative))], 1); // [N, 2]
    const share = exp(slice(logSoftmax(distances), { ends: [anchor.shape[0]!, 1] })); // [N, 1]
    return mean(square(share));
  };
