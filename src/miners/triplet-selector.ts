import { z } from 'zod';
import { add, and, cast, clip, floor, mul, randomUniform, reshape } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Filled } from '../options.ts';
import { type Choice, distanceOption } from './pairwise-miner.ts';
import { indexOf } from './picks.ts';
import { atPlaces, type SortedNegatives, sortNegatives } from './sorted-negatives.ts';
import type { TripletTuples } from './tuples.ts';

/** The options of the miners that choose one negative for every positive pair. */
export const selectorOptions = {
  margin: z
    .number()
    .default(1)
    .describe('A negative violates the margin where it is not this much farther than the positive.'),
  distance: distanceOption('squared-euclidean(normalize=false)'),
};

/** For every (anchor, positive) pair: its place among the sorted negatives of the anchor, and whether there is one. */
export type Choose = (
  negatives: SortedNegatives,
  positive: Tensor,
  violating: Tensor,
) => { readonly place: Tensor; readonly exists: Tensor };

/** One negative for every (anchor, positive) pair; O(B²) memory. */
export function selected(
  { d, positive, negative }: Choice,
  { margin }: Filled<typeof selectorOptions>,
  choose: Choose,
): TripletTuples {
  const negatives = sortNegatives(d, negative);
  const { place, exists } = choose(negatives, d, negatives.countWithin(add(d, margin)));
  const chosen = atPlaces(negatives.indices, clip(place, 0, d.shape[1]! - 1)); // [B, R]
  return everyPositiveWith(chosen, and(positive, exists));
}

/** A triplet (a, p, chosen[a, p]) for every pair (a, p), of weight 0 where `exists` is false. */
export function everyPositiveWith(chosen: Tensor, exists: Tensor): TripletTuples {
  const [b, r] = chosen.shape as [number, number];
  const flat = (x: Tensor) => reshape(x, [b * r]);
  return {
    kind: 'triplets',
    anchor: flat(indexOf([b, r], 0)),
    positive: flat(indexOf([b, r], 1)),
    negative: flat(chosen),
    weight: flat(cast(exists, 'float32')),
  };
}

/** A random whole number from 0 to count − 1, all equally likely. */
export const randomPlace = (count: Tensor): Tensor => floor(mul(randomUniform(count.shape), count));
