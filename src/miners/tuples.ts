import type { Distance } from '../distances/distance.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * Pairs or triplets as tensors. Their shapes are fixed, so tuples that do not count have weight 0. Rows are anchors [B],
 * columns are what they are compared with [R] (the batch itself, or a reference set).
 */
export type Tuples = PairTuples | TripletTuples | TripletRule;

/** Pairs, as a weight for every cell of the matrix of pairs. */
export interface PairTuples {
  readonly kind: 'pairs';
  /** [B, R], float32: 1 where (anchor, positive) is a chosen pair (or how often it was chosen). */
  readonly positive: Tensor;
  /** [B, R], float32: the same for (anchor, negative). */
  readonly negative: Tensor;
}

/** A list of triplets of fixed length T, at most O(B·R) long. */
export interface TripletTuples {
  readonly kind: 'triplets';
  /** Indices [T], int32 or int64. */
  readonly anchor: Tensor;
  readonly positive: Tensor;
  readonly negative: Tensor;
  /** [T], float32: 1 where the triplet counts, 0 where it is padding. */
  readonly weight: Tensor;
}

/**
 * Every triplet of a positive pair (a, p) and a negative pair (a, n) for which
 *
 *     lower[a, p] < key[a, n] + cross[p, n] ≤ upper[a, p]
 *
 * so that a set of any size takes O(B²) memory.
 */
export interface TripletRule {
  readonly kind: 'rule';
  /** [B, R], float32, 1 or 0. */
  readonly positive: Tensor;
  readonly negative: Tensor;
  /** [B, R]. */
  readonly key: Tensor;
  /** [R, R]; 0 when absent. */
  readonly cross?: Tensor;
  /** [B, R]. */
  readonly lower: Tensor;
  readonly upper: Tensor;
  /** The distance that `key` is (negated if it is a similarity), where it is one. */
  readonly distance?: Distance;
}
