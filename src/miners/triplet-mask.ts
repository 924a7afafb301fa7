import { add, and, cast, expandDims, greater, lessOrEqual, mul } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** The weights of the triplets (p, n) of one anchor under a rule: rows [R] of its matrices → [R, R]. */
export function tripletMask(rows: {
  positive: Tensor;
  negative: Tensor;
  key: Tensor;
  lower: Tensor;
  upper: Tensor;
  cross?: Tensor;
}): Tensor {
  const { positive, negative, key, lower, upper, cross } = rows;
  const at = cross ? add(expandDims(key, 0), cross) : expandDims(key, 0); // [1 or R, R]
  const inside = and(greater(at, expandDims(lower, 1)), lessOrEqual(at, expandDims(upper, 1)));
  return mul(mul(expandDims(positive, 1), expandDims(negative, 0)), cast(inside, 'float32'));
}
