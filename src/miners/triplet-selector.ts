import { type Distance, lpDistance } from '../distances/index.ts';
import { add, and, cast, clip, floor, greater, mul, randomUniform, reshape, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';
import { indexOf } from './picks.ts';
import { atPlaces, type SortedNegatives, sortNegatives } from './sorted-negatives.ts';
import type { TripletTuples } from './tuples.ts';

export interface TripletSelectorOptions {
  /** A negative counts as violating when it is not this much farther than the positive. Default 1. */
  margin?: number;
  /** Default: the squared Euclidean distance of the embeddings as they are. */
  distance?: Distance;
}

/** For every (anchor, positive) pair: its place among the anchor's sorted negatives, and whether there is one. */
type Choose = (negatives: SortedNegatives, positive: Tensor, margin: number) => { place: Tensor; exists: Tensor };

/** A miner that picks one negative for every (anchor, positive) pair; O(B²) memory. */
function tripletSelector(name: string, choose: Choose) {
  return ({ margin = 1, distance = lpDistance({ power: 2, normalize: false }) }: TripletSelectorOptions = {}): Miner =>
    pairwiseMiner(name, distance, { margin }, ({ d, positive, negative }) => {
      const negatives = sortNegatives(d, negative);
      const { place, exists } = choose(negatives, d, margin);
      const chosen = atPlaces(negatives.indices, clip(place, 0, d.shape[1]! - 1)); // [B, R]
      return everyPositiveWith(chosen, and(positive, exists));
    });
}

/** Every cell (a, p) of the matrix as a triplet (a, p, chosen[a, p]), of weight 0 where it is none. */
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

/** The hardest: the nearest negative, where it violates the margin. */
export const hardestNegative = tripletSelector('hard', (negatives, positive, margin) => {
  const violating = negatives.countWithin(add(positive, margin));
  return { place: mul(violating, 0), exists: greater(violating, 0) };
});

/** A random one of the negatives that violate the margin. */
export const randomHardNegative = tripletSelector('random-hard', (negatives, positive, margin) => {
  const violating = negatives.countWithin(add(positive, margin));
  return { place: randomPlace(violating), exists: greater(violating, 0) };
});

/** A random one of the negatives that are farther than the positive, but within the margin (Schroff et al. 2015). */
export const semihardNegative = tripletSelector('semihard', (negatives, positive, margin) => {
  const nearer = negatives.countWithin(positive);
  const between = sub(negatives.countWithin(add(positive, margin)), nearer);
  return { place: add(nearer, randomPlace(between)), exists: greater(between, 0) };
});

/** 0 … count − 1, each as likely. */
const randomPlace = (count: Tensor): Tensor => floor(mul(randomUniform(count.shape), count));
