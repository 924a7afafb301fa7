import {
  broadcastTo,
  cast,
  clip,
  constant,
  expandDims,
  floor,
  gatherElements,
  greater,
  mapRows,
  mul,
  randomUniform,
  reshape,
  sort,
  sum,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { tripletMask } from '../miners/triplet-mask.ts';
import type { TripletRule, TripletTuples } from '../miners/tuples.ts';
import type { Reducer, Terms } from '../reducers/index.ts';
import type { PairWeights } from './tuples.ts';

/** The values of a loss over triplets, from those of its pairs, broadcast against each other. */
export type OfTriplet = (ap: Tensor, an: Tensor, pn: Tensor | undefined) => Tensor;

/**
 * The sum and the count of a loss over every triplet, by anchor [B]. It goes through anchors one after another: exact for
 * any loss, in O(B²) memory and O(B³) time. `between` [R, R] are the distances d_pn, for a loss that uses them.
 */
export function termsOfTriplets(
  loss: OfTriplet,
  reducer: Reducer,
  { d, pairs, between }: { d: Tensor; pairs: PairWeights | TripletRule; between?: Tensor },
): Terms {
  const rule = 'key' in pairs ? pairs : undefined;
  const cross = rule?.cross;
  const { stacked } = mapRows(
    ([row, positive, negative, key, lower, upper], shared) => {
      const pn = between && shared[0]!;
      const c = cross && shared.at(-1)!;
      const kept = key
        ? tripletMask({
            positive: positive!,
            negative: negative!,
            key,
            lower: lower!,
            upper: upper!,
            ...(c && { cross: c }),
          })
        : mul(expandDims(positive!, 1), expandDims(negative!, 0)); // [R, R]
      const { total, count } = reducer.terms(loss(expandDims(row!, 1), expandDims(row!, 0), pn), kept);
      return { stacked: [sum(total), sum(count)] };
    },
    [d, pairs.positive, pairs.negative, ...(rule ? [rule.key, rule.lower, rule.upper] : [])],
    [...(between ? [between] : []), ...(cross ? [cross] : [])],
  );
  return { total: stacked[0]!, count: stacked[1]! };
}

/** `perAnchor` triplets for each anchor, each of a random positive and a random negative. */
export function randomTriplets({ positive, negative }: PairWeights, perAnchor: number): TripletTuples {
  const [b] = positive.shape as [number, number];
  const t = b * perAnchor;
  const flat = (x: Tensor) => reshape(x, [t]);
  const anchor = broadcastTo(constant([...Array(b).keys()], { dtype: 'int64', shape: [b, 1] }), [b, perAnchor]);
  const [p, n] = [drawn(positive, perAnchor), drawn(negative, perAnchor)];
  return {
    kind: 'triplets',
    anchor: flat(anchor),
    positive: flat(p.columns),
    negative: flat(n.columns),
    weight: flat(mul(p.exists, n.exists)),
  };
}

/** `k` random columns of each row among those whose weight is above 0: [B, k]. */
function drawn(weights: Tensor, k: number): { columns: Tensor; exists: Tensor } {
  const [b, r] = weights.shape as [number, number];
  const is = cast(greater(weights, 0), 'float32');
  const { indices } = sort(is, { descending: true }); // those to draw from stand first
  const count = broadcastTo(sum(is, 1, true), [b, k]);
  const place = clip(floor(mul(randomUniform([b, k]), count)), 0, r - 1);
  return {
    columns: gatherElements(indices, cast(place, 'int64'), 1),
    exists: cast(greater(count, 0), 'float32'),
  };
}
