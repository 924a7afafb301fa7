import { div, greater, l2Normalize, mean, mul, square, squaredDistances, sub, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { defineDistance } from './distance.ts';
import { normalize } from './options.ts';

/** The signal-to-noise ratio distance. */
export const snrDistance = defineDistance({
  name: 'snr',
  summary: 'The signal-to-noise ratio distance: the variance of the difference by the variance of the anchor.',
  equation: 'var(a − b) / var(a)',
  notes:
    'The variance is over the components. Range 0 to ∞, not symmetric. For an anchor without variance it is var(a − b) itself.',
  paper: 'Yuan, Deng, Yang, Tang, Tang & Hu 2019',
  options: { normalize },
  make({ normalize }) {
    const prepared = (x: Tensor) => (normalize ? l2Normalize(x) : x);
    return {
      inverted: false,
      matrix(a, b) {
        const [x, y] = [prepared(a), prepared(b)];
        return div(divided(squaredDistances(centred(x), centred(y)), a), power(x, true));
      },
      paired(a, b) {
        const [x, y] = [prepared(a), prepared(b)];
        return div(divided(sum(square(centred(sub(x, y))), -1), a), power(x, false));
      },
      asEuclidean: x => centred(prepared(x)),
      euclideanOrder: true,
    };
  },
});

/** Options of `distances.snrDistance`. */
export type SnrDistanceOptions = OptionsOf<typeof snrDistance>;

const centred = (x: Tensor): Tensor => sub(x, mean(x, -1, true));

/** A sum of squares as a variance of D components. */
const divided = (sumOfSquares: Tensor, { shape }: Tensor): Tensor => mul(sumOfSquares, 1 / Math.max(shape[1]! - 1, 1));

function power(x: Tensor, keepDims: boolean): Tensor {
  const variance = divided(sum(square(centred(x)), -1, keepDims), x);
  return where(greater(variance, 1e-30), variance, 1);
}
