import {
  add,
  broadcastTo,
  cast,
  clip,
  concat,
  constant,
  cumSum,
  greater,
  mul,
  stopGradient,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { atPlaces, sortNegatives } from '../miners/sorted-negatives.ts';

/**
 * Σ max(0, d_ap − d_an + margin) over every triplet of a positive and a negative pair of one anchor, and how many of
 * these are above 0; exact, in O(B²) memory and O(B² log B) time. For each (a, p) the negatives that count are those
 * within d_ap + margin, so their number and the sum of their distances follow from one sort of each anchor's row.
 *
 * @param distances [B, R]  @param positive @param negative weights [B, R], 0 or 1
 */
export function allTripletsHinge(distances: Tensor, positive: Tensor, negative: Tensor, margin: number) {
  const [b, r] = distances.shape as [number, number];
  const isNegative = greater(negative, 0);
  const negatives = sortNegatives(distances, isNegative);
  const thresholds = add(distances, margin); // [B, R]
  const count = stopGradient(negatives.countWithin(stopGradient(thresholds))); // [B, R]
  const finite = where(greater(countRow(isNegative, r), placeRow(b, r)), negatives.distances, 0);
  const prefix = concat([broadcastTo(constant([0], { shape: [1, 1] }), [b, 1]), cumSum(finite, 1)], 1); // [B, R + 1]
  const within = atPlaces(prefix, clip(count, 0, r));
  const total = sum(mul(positive, sub(mul(count, thresholds), within)));
  return { total, count: sum(mul(positive, count)) };
}

/** How many negatives each anchor has, at every place: [B, R]. */
const countRow = (isNegative: Tensor, r: number): Tensor =>
  broadcastTo(sum(cast(isNegative, 'float32'), 1, true), [isNegative.shape[0]!, r]);

const placeRow = (b: number, r: number): Tensor =>
  broadcastTo(constant([...Array(r).keys()], { shape: [1, r] }), [b, r]);
