import { add, cast, concat, full, gatherElements, lessOrEqual, minimum, mul, sort, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { FAR } from './picks.ts';

/** The negatives of each anchor, nearest first. */
export interface SortedNegatives {
  /** Distances [B, R], ascending; samples that are no negatives come last, with the distance FAR. */
  readonly distances: Tensor;
  /** The column of each in the matrix of distances, int64 [B, R]. */
  readonly indices: Tensor;
  /** How many negatives of each anchor lie at most as far as each threshold [B, T]: float32 [B, T]. */
  readonly countWithin: (thresholds: Tensor) => Tensor;
}

/** Sorts each row of distances [B, R] once, so that counts of triplets take O(B²) memory instead of O(B³). */
export function sortNegatives(distances: Tensor, negative: Tensor): SortedNegatives {
  const { values, indices } = sort(where(negative, distances, FAR));
  return { distances: values, indices, countWithin: thresholds => countWithin(values, thresholds) };
}

/**
 * How many of the ascending values of each row [B, R] are at most each threshold [B, T]: float32 [B, T]. The value FAR does
 * not count. By bisection: a count grows by a power of two where the value that many places on is still within.
 */
export function countWithin(sorted: Tensor, thresholds: Tensor): Tensor {
  const [b, r] = sorted.shape as [number, number];
  const limits = minimum(thresholds, FAR / 2);
  const ended = concat([sorted, full([b, 1], FAR)], 1); // [B, R + 1]
  let count = full(limits.shape, 0, 'int32'); // [B, T]
  for (let step = 2 ** Math.floor(Math.log2(r)); step >= 1; step /= 2) {
    const reached = gatherElements(ended, minimum(add(count, step - 1), r), 1);
    count = add(count, mul(cast(lessOrEqual(reached, limits), 'int32'), step));
  }
  return cast(count, 'float32');
}

/** Gathers the values of each row at places that are whole float32 numbers: [B, T]. */
export const atPlaces = (x: Tensor, places: Tensor): Tensor => gatherElements(x, cast(places, 'int64'), 1);
