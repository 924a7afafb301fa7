import { add, greater, matmul, mean, mul, reshape, square, stopGradient, sub, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** What float32 leaves of ‖a‖² + ‖b‖² − 2 a·b where a = b, relative to its terms. */
const NOISE = 5e-7;

/**
 * ‖aᵢ − bⱼ‖² as ‖aᵢ‖² + ‖bⱼ‖² − 2 aᵢ·bⱼ: [M, D], [N, D] → [M, N]. Both are moved by b's mean first, which changes no
 * distance but keeps the terms small; what is below rounding is 0, with slope 0.
 */
export function squaredEuclidean(a: Tensor, b: Tensor): Tensor {
  const centre = stopGradient(mean(b, 0, true)); // [1, D]
  const y = sub(b, centre);
  const x = a === b ? y : sub(a, centre);
  const rows = sum(square(x), 1, true); // [M, 1]
  const columns = reshape(sum(square(y), 1), [1, b.shape[0]!]); // [1, N]
  const size = add(rows, columns); // [M, N]
  const d2 = add(size, mul(matmul(x, y, { transposeB: true }), -2));
  return where(greater(d2, mul(size, NOISE)), d2, 0);
}
