import { exp, l2Norm, logSoftmax, mean, slice, square, stack, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { defineGivenLoss } from './given-loss.ts';

/** The loss of the triplet network on given triplets. */
export const tripletRatioLoss = defineGivenLoss({
  name: 'triplet-ratio',
  summary: 'A softmax over the two distances of given triplets, in which the share of the positive should be 0.',
  equation: 'mean( d₊² ),  d₊ = e^‖a−p‖ / (e^‖a−p‖ + e^‖a−n‖)',
  notes: 'Takes anchors a, positives p and negatives n, [N, D] each. It has no margin.',
  paper: 'Hoffer & Ailon 2015',
  options: {},
  make:
    () =>
    (anchor: Tensor, positive: Tensor, negative: Tensor): Tensor => {
      const distances = stack([l2Norm(sub(anchor, positive)), l2Norm(sub(anchor, negative))], 1); // [N, 2]
      const share = exp(slice(logSoftmax(distances), { ends: [anchor.shape[0]!, 1] })); // [N, 1]
      return mean(square(share));
    },
});
