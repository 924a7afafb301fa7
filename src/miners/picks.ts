import {
  and,
  argMax,
  broadcastTo,
  cast,
  equal,
  expandDims,
  full,
  greater,
  greaterOrEqual,
  less,
  max,
  mul,
  range,
  reshape,
  scatterAdd,
  sort,
  sub,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** A number greater than any distance. */
export const FAR = 3e38;

/** One column picked in each row of distances. */
export interface Pick {
  /** The column picked in each row, int64 [B]; 0 where none is. */
  readonly column: Tensor;
  /** Its distance [B]. */
  readonly distance: Tensor;
  /** Whether there is one, bool [B]. */
  readonly exists: Tensor;
}

const pick = (d: Tensor, mask: Tensor, sign: 1 | -1): Pick => {
  const scores = where(mask, mul(d, sign), -FAR); // [B, R]
  const best = max(scores, 1);
  return { column: argMax(scores, 1), distance: mul(best, sign), exists: greater(best, -FAR) };
};

/** The farthest of each row among those the mask [B, R] allows; the first of equals. */
export const farthest = (d: Tensor, mask: Tensor): Pick => pick(d, mask, 1);

/** The nearest of each row among those the mask allows; the first of equals. */
export const nearest = (d: Tensor, mask: Tensor): Pick => pick(d, mask, -1);

/** 1 at the picked column of each row where `counts` holds, else 0: [B, columns]. */
export const marked = ({ column, exists }: Pick, columns: number, counts: Tensor = exists): Tensor =>
  cast(and(equal(expandDims(column, 1), expandDims(range(columns), 0)), expandDims(counts, 1)), 'float32');

/** 1 for the `count` smallest values that the mask allows, of the whole matrix, else 0; the first of equals. */
export function smallest(d: Tensor, mask: Tensor, count: Tensor): Tensor {
  const place = cast(range(d.shape[0]! * d.shape[1]!), 'float32');
  return atPlacesOfOrder(where(mask, d, FAR), less(place, count));
}

/** 1 for the `count` greatest values that the mask allows, of the whole matrix, else 0; the last of equals. */
export function greatest(d: Tensor, mask: Tensor, count: Tensor): Tensor {
  const total = d.shape[0]! * d.shape[1]!;
  const place = cast(range(total), 'float32');
  return atPlacesOfOrder(where(mask, d, -FAR), greaterOrEqual(place, sub(total, count)));
}

/** 1 for the values at the given places (bool [B · R]) of the ascending order, else 0. */
function atPlacesOfOrder(values: Tensor, places: Tensor): Tensor {
  const { indices } = sort(reshape(values, [-1]));
  const none = full(places.shape, 0);
  return reshape(scatterAdd(none, indices, cast(places, 'float32'), 0), values.shape);
}

/** 0 … count − 1 as a column or row of a matrix [B, R], int64. */
export const indexOf = (shape: readonly [number, number], axis: 0 | 1): Tensor =>
  broadcastTo(reshape(range(shape[axis]), axis === 0 ? [shape[0], 1] : [1, shape[1]]), shape);
