import { add, mean, mul, relu, sqrt, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * The contrastive loss of given pairs (Hadsell, Chopra & LeCun 2006), d = ‖x − y‖:
 *
 *     mean( ½ · (same · d² + (1 − same) · max(0, margin − d)²) )
 *
 * x and y [N, D], same [N] (1 or 0). `margin`, above 0, in units of distance; default 1.
 */
export const pairContrastiveLoss =
  ({ margin = 1 }: { margin?: number } = {}) =>
  (x: Tensor, y: Tensor, same: Tensor): Tensor => {
    const d2 = sum(square(sub(x, y)), 1); // [N]
    const short = relu(sub(margin, sqrt(add(d2, 1e-9)))); // d2 + 1e-9: the root's slope at 0 is infinite
    return mul(mean(add(mul(same, d2), mul(sub(1, same), square(short)))), 0.5);
  };
