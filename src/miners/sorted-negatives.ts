import {
  broadcastTo,
  cast,
  concat,
  constant,
  cumSum,
  gatherElements,
  less,
  scatterAdd,
  slice,
  sort,
  topK,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Farther than any distance. */
const FAR = 3e38;

/** Each anchor's negatives, nearest first. */
export interface SortedNegatives {
  /** Distances [B, R], ascending; what is no negative stands behind with a distance beyond all. */
  readonly distances: Tensor;
  /** Which column each was, int64 [B, R]. */
  readonly indices: Tensor;
  /** How many negatives of each anchor lie at most as far as each threshold [B, T]: float32 [B, T]. */
  readonly countWithin: (thresholds: Tensor) => Tensor;
}

/** Sorts each row of distances [B, R] once, so that questions about triplets cost O(B²) memory instead of O(B³). */
export function sortNegatives(distances: Tensor, negative: Tensor): SortedNegatives {
  const { values, indices } = sort(where(negative, distances, FAR));
  return { distances: values, indices, countWithin: thresholds => countWithin(values, thresholds) };
}

/**
 * How many of each row's ascending values [B, R] are at most each threshold [B, T]: float32 [B, T]. Values beyond all
 * distances do not count. Both are sorted together; values are counted on the way.
 */
export function countWithin(sorted: Tensor, thresholds: Tensor): Tensor {
  const [b, r] = sorted.shape as [number, number];
  const t = thresholds.shape[1]!;
  const { values, indices } = topK(concat([sorted, thresholds], 1), r + t, { largest: false }); // [B, R + T]
  const isNegative = cast(less(where(less(indices, r), values, FAR), FAR), 'float32');
  const counted = cumSum(isNegative, 1); // [B, R + T]
  const zeros = broadcastTo(constant(0, { shape: [1, 1] }), [b, r + t]);
  return slice(scatterAdd(zeros, indices, counted, 1), { starts: [0, r] });
}

/** The values of each row at float places, cut to the row: [B, T]. */
export const atPlaces = (x: Tensor, places: Tensor): Tensor => gatherElements(x, cast(places, 'int64'), 1);
