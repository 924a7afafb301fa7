import { add, mean, relu, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * The triplet margin loss of given triplets (Schroff, Kalenichenko & Philbin 2015), in squared distances:
 *
 *     mean( max(0, ‖a − p‖² − ‖a − n‖² + margin) )
 *
 * a, p and n [N, D]. `margin` in units of squared distance; default 1.
 */
export const givenTripletMarginLoss =
  ({ margin = 1 }: { margin?: number } = {}) =>
  (anchor: Tensor, positive: Tensor, negative: Tensor): Tensor => {
    const d2 = (x: Tensor, y: Tensor) => sum(square(sub(x, y)), 1); // [N]
    return mean(relu(add(sub(d2(anchor, positive), d2(anchor, negative)), margin)));
  };
