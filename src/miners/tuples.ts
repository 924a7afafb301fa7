import type { Tensor } from '../graph/tensor.ts';

/**
 * Pairs and triplets as a graph knows them: the shapes are fixed, so what does not count has weight 0.
 * Rows are anchors [B], columns what they are compared with [R] (the batch itself, or a reference set).
 */
export type Tuples = PairTuples | TripletTuples;

export interface PairTuples {
  readonly kind: 'pairs';
  /** [B, R], float32: 1 where (anchor, positive) is a chosen pair. */
  readonly positive: Tensor;
  /** [B, R], float32: 1 where (anchor, negative) is a chosen pair. */
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
