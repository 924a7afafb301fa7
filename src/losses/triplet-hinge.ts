import {
  add,
  broadcastTo,
  cast,
  clip,
  concat,
  constant,
  cumSum,
  full,
  greater,
  maximum,
  minimum,
  mul,
  stopGradient,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { atPlaces, sortNegatives } from '../miners/sorted-negatives.ts';

/** What the hinge over all triplets is computed from. */
export interface HingeInput {
  /** Distances [B, R]; smaller is nearer. */
  readonly distances: Tensor;
  /** Weights [B, R], 0 or 1. */
  readonly positive: Tensor;
  readonly negative: Tensor;
  readonly margin: number;
  /** For each (a, p) only negatives with lower < d_an ≤ upper count: [B, R]. */
  readonly limits?: { readonly lower: Tensor; readonly upper: Tensor };
}

/** Sums by anchor, [B] each. */
export interface HingeSums {
  readonly total: Tensor;
  readonly aboveZero: Tensor;
  readonly every: Tensor;
}

/**
 * Σ max(0, d_ap − d_an + margin) over every triplet of a positive and a negative pair of one anchor, how many of these are
 * above 0, and how many there are, each by anchor [B]. Exact, in O(B²) memory and O(B² log B) time: for each (a, p) the
 * negatives that cost something are those within d_ap + margin, so their number and the sum of their distances follow
 * from one sort of each anchor's row.
 */
export function allTripletsHinge({ distances, positive, negative, margin, limits }: HingeInput): HingeSums {
  const [b, r] = distances.shape as [number, number];
  const isNegative = greater(negative, 0);
  const negatives = sortNegatives(distances, isNegative);
  const finite = where(greater(countRow(isNegative, r), placeRow(b, r)), negatives.distances, 0);
  const prefix = concat([full([b, 1], 0), cumSum(finite, 1)], 1); // [B, R + 1]
  const upTo = (count: Tensor) => atPlaces(prefix, clip(count, 0, r));
  const within = (limit: Tensor) => stopGradient(negatives.countWithin(stopGradient(limit))); // [B, R]

  const thresholds = add(distances, margin); // [B, R]
  const least = limits && within(limits.lower);
  const all = limits ? sub(within(limits.upper), least!) : countRow(isNegative, r);
  const last = within(limits ? minimum(thresholds, limits.upper) : thresholds);
  const count = limits ? maximum(sub(last, least!), 0) : last;
  const distancesOf = limits ? sub(upTo(maximum(last, least!)), upTo(least!)) : upTo(last);
  const hinges = sub(mul(count, thresholds), distancesOf); // Σ over n, [B, R]
  const byAnchor = (x: Tensor) => sum(mul(positive, x), 1);
  return { total: byAnchor(hinges), aboveZero: byAnchor(count), every: byAnchor(all) };
}

/** How many negatives each anchor has, at every place: [B, R]. */
const countRow = (isNegative: Tensor, r: number): Tensor =>
  broadcastTo(sum(cast(isNegative, 'float32'), 1, true), [isNegative.shape[0]!, r]);

const placeRow = (b: number, r: number): Tensor =>
  broadcastTo(constant([...Array(r).keys()], { shape: [1, r] }), [b, r]);
