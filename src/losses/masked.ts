import {
  add,
  cast,
  exp,
  greater,
  log,
  logSumExp,
  max,
  maximum,
  softplus,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Stands for −∞ where a product with 0 must be 0. */
const NOTHING = -1e30;

/**
 * ln Σ eˣ over the x whose weight is above 0, along an axis (default the last). `plusOne` adds 1 to the sum. Where no weight
 * is above 0 it is `empty` (default −1e30).
 */
export function logSumExpWhere(
  x: Tensor,
  weights: Tensor,
  { axis = -1, plusOne = false, empty = NOTHING }: { axis?: number; plusOne?: boolean; empty?: number } = {},
): Tensor {
  const total = logSumExp(where(greater(weights, 0), x, NOTHING), axis);
  if (plusOne) return softplus(total); // ln(1 + eˡ)
  return empty === NOTHING ? total : where(anyAbove(weights, axis), total, empty);
}

/** ln(eᵃ + eᵇ) */
export const logAddExp = (a: Tensor, b: Tensor): Tensor => {
  const top = maximum(a, b);
  return add(top, log(add(exp(sub(a, top)), exp(sub(b, top)))));
};

/** Whether a weight along an axis (default: anywhere) is above 0: bool. */
export const anyAbove = (weights: Tensor, axis?: number): Tensor => greater(max(weights, axis), 0);

/** 1 where a weight along an axis (default: anywhere) is above 0, else 0. */
export const some = (weights: Tensor, axis?: number): Tensor => cast(anyAbove(weights, axis), 'float32');

/** How many weights along an axis are above 0. */
export const countAbove = (weights: Tensor, axis?: number, keepDims = false): Tensor =>
  sum(cast(greater(weights, 0), 'float32'), axis, keepDims);
