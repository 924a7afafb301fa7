import { div, greater, l2Normalize, mean, mul, square, sub, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Distance } from './distance.ts';
import { squaredEuclidean } from './squared-euclidean.ts';

/**
 * The signal-to-noise ratio distance (Yuan, Deng, Yang, Tang, Tang & Hu 2019): var(a − b) / var(a), the variance over
 * the components. Range [0, ∞), not symmetric. `normalize` (default true) brings embeddings to length 1 first. Of an anchor without variance, var(a − b) itself.
 */
export function snrDistance({ normalize = true }: { normalize?: boolean } = {}): Distance {
  const prepared = (x: Tensor) => (normalize ? l2Normalize(x) : x);
  return {
    name: 'snr',
    options: { normalize },
    inverted: false,
    matrix(a, b) {
      const [x, y] = [prepared(a), prepared(b)];
      return div(divided(squaredEuclidean(centred(x), centred(y)), a), power(x, true));
    },
    paired(a, b) {
      const [x, y] = [prepared(a), prepared(b)];
      return div(divided(sum(square(centred(sub(x, y))), -1), a), power(x, false));
    },
    asEuclidean: x => centred(prepared(x)),
    euclideanOrder: true,
  };
}

const centred = (x: Tensor): Tensor => sub(x, mean(x, -1, true));

/** A sum of squares as a variance of D components. */
const divided = (sumOfSquares: Tensor, { shape }: Tensor): Tensor => mul(sumOfSquares, 1 / Math.max(shape[1]! - 1, 1));

function power(x: Tensor, keepDims: boolean): Tensor {
  const variance = divided(sum(square(centred(x)), -1, keepDims), x);
  return where(greater(variance, 1e-30), variance, 1);
}
