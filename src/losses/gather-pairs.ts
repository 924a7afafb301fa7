import { add, cast, gather, mul, reshape } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Gathers the elements of a matrix [B, R] at rows [T] and columns [T]: [T]. */
export function gatherPairs(matrix: Tensor, rows: Tensor, columns: Tensor): Tensor {
  const cell = add(mul(cast(rows, 'int64'), matrix.shape[1]!), cast(columns, 'int64'));
  return gather(reshape(matrix, [-1]), cell);
}
