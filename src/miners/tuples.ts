import type { Distance } from '../distances/distance.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * Pairs or triplets as tensors. Their shapes are fixed, so tuples that do not count have weight 0. Rows are anchors [B],
 * columns are what they are compared with [R] (the batch itself, or a reference set).
 */
export type Tuples = PairTuples | TripletTuples | TripletRule;

/** Pairs, as a weight for every cell of the matrix of pairs. */
export interface PairTuples {
  /** Tells pairs from triplets. */
  readonly kind: 'pairs';
  /** [B, R], float32: 1 where (anchor, positive) is a chosen pair (or how often it was chosen). */
  readonly positive: Tensor;
  /** [B, R], float32: the same for (anchor, negative). */
  readonly negative: Tensor;
}

/** A list of triplets of fixed length T, at most O(B·R) long. */
export interface TripletTuples {
  /** Tells a list of triplets from pairs and a rule. */
  readonly kind: 'triplets';
  /** Indices [T], int32 or int64. */
  readonly anchor: Tensor;
  /** Indices [T] of samples of the anchors' classes. */
  readonly positive: Tensor;
  /** Indices [T] of samples of other classes. */
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
  /** Tells a rule from a list of triplets. */
  readonly kind: 'rule';
  /** [B, R], float32: 1 where (a, p) is a positive pair, else 0. */
  readonly positive: Tensor;
  /** [B, R], float32: 1 where (a, n) is a negative pair, else 0. */
  readonly negative: Tensor;
  /** [B, R]: what a negative pair is chosen by, as its distance. */
  readonly key: Tensor;
  /** [R, R]: what (p, n) adds to `key`; 0 when absent. */
  readonly cross?: Tensor;
  /** [B, R]: what `key` must be above for each positive pair. */
  readonly lower: Tensor;
  /** [B, R]: what `key` must be at most. */
  readonly upper: Tensor;
  /** The distance that `key` is (negated if it is a similarity), where it is one. */
  readonly distance?: Distance;
}
