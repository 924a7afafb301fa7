import { z } from 'zod';
import {
  add,
  broadcastTo,
  cast,
  clip,
  concat,
  constant,
  cumSum,
  expandDims,
  floor,
  full,
  greater,
  mul,
  pad,
  range,
  scatterAdd,
  slice,
  stack,
  stopGradient,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { atPlaces, sortNegatives } from '../miners/sorted-negatives.ts';
import type { TripletTuples } from '../miners/tuples.ts';
import { zeros } from '../nn/initializers.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { type Batch, defineEmbeddingLoss } from './embedding-loss.ts';
import { gatherPairs } from './gather-pairs.ts';

/** For each bin the number of triplets whose difference lies in it, and the sum of these differences: [bins] each. */
interface Binned {
  readonly count: Tensor;
  readonly total: Tensor;
}

/** The CDF-based dynamic soft margin. */
export const dynamicSoftMarginLoss = defineEmbeddingLoss({
  name: 'dynamic-soft-margin',
  summary:
    'A triplet loss without a margin to choose: each triplet is weighted by the part of the triplets that were easier.',
  equation: 'mean( CDF(x) · x ), x = d_ap − d_an',
  notes:
    'Over all triplets or those that a miner chose, with Euclidean distances of normalised embeddings. The negatives of each anchor are sorted, so it takes O(B²) memory. Keeps `histogram` [bins + 1] from step to step.',
  paper: 'Zhang & Rusinkiewicz 2019',
  differs:
    'In pytorch-metric-learning gradients also flow through the histogram; here, as in the paper, its weights are constants.',
  options: {
    minVal: z.number().max(-1e-3).default(-2).describe('The least difference d_ap − d_an that the histogram knows.'),
    numBins: z
      .int()
      .min(1)
      .default(10)
      .describe('Into how many bins the differences from minVal to −minVal are sorted.'),
    momentum: z
      .number()
      .min(0)
      .max(1)
      .default(0.01)
      .describe('How much the histogram of the batch counts beside the past.'),
  },
  compute(batch, { minVal, numBins, momentum }) {
    const width = (2 * Math.abs(minVal)) / numBins;
    const edges = Array.from({ length: numBins }, (_, k) => minVal + k * width);
    const { tuples } = batch;
    const binned = tuples?.kind === 'triplets' ? ofList(batch.d, tuples, edges, width) : ofAll(batch, edges);
    const before = batch.scope.state('histogram', [numBins + 1], zeros);
    const histogram = stopGradient(blended(before, spread(binned, edges, width), momentum));
    batch.scope.update('histogram', histogram);
    const cdf = slice(cumSum(histogram), { ends: [numBins] });
    return safeDivide(sum(mul(cdf, binned.total)), sum(binned.count));
  },
});

/** Options of `losses.dynamicSoftMarginLoss`. */
export type DynamicSoftMarginLossOptions = OptionsOf<typeof dynamicSoftMarginLoss>;

/** Bins all triplets. x ≥ edge holds where d_an ≤ d_ap − edge, so counts and sums follow from the sorted negatives of each anchor. */
function ofAll({ d, positive, negative }: Batch, edges: readonly number[]): Binned {
  const [b, r] = d.shape as [number, number];
  const isNegative = greater(negative, 0);
  const negatives = sortNegatives(d, isNegative);
  const number = sum(cast(isNegative, 'float32'), 1, true); // [B, 1]
  const known = where(greater(number, cast(expandDims(range(r), 0), 'float32')), negatives.distances, 0);
  const prefix = concat([full([b, 1], 0), cumSum(known, 1)], 1); // [B, R + 1]
  const from = edges.map((edge, k) => {
    const count = k === 0 ? broadcastTo(number, [b, r]) : negatives.countWithin(stopGradient(sub(d, edge))); // [B, R]
    const exact = stopGradient(count);
    const total = sub(mul(exact, d), atPlaces(prefix, exact));
    return { count: sum(mul(positive, exact)), total: sum(mul(positive, total)) };
  });
  const ofBins = (list: readonly Tensor[]) => stack(list.map((x, k) => (list[k + 1] ? sub(x, list[k + 1]!) : x)));
  return { count: ofBins(from.map(({ count }) => count)), total: ofBins(from.map(({ total }) => total)) };
}

/** Bins the triplets of a list. */
function ofList(d: Tensor, tuples: TripletTuples, edges: readonly number[], width: number): Binned {
  const { anchor, positive, negative, weight } = tuples;
  const x = sub(gatherPairs(d, anchor, positive), gatherPairs(d, anchor, negative)); // [T]
  const place = clip(mul(sub(x, edges[0]!), 1 / width), 0, edges.length - 1e-4);
  const bin = cast(stopGradient(floor(place)), 'int64');
  const binned = (values: Tensor) => scatterAdd(full([edges.length], 0), bin, values, 0);
  return { count: binned(weight), total: binned(mul(x, weight)) };
}

/** Each difference shared between the two nearest edges: [bins + 1], its sum 1. */
function spread({ count, total }: Binned, edges: readonly number[], width: number): Tensor {
  const beyond = mul(sub(total, mul(count, constant(edges))), 1 / width); // Σ of how far each is beyond its edge
  const both = add(pad(sub(count, beyond), [0], [1]), pad(beyond, [1], [0]));
  return safeDivide(both, broadcastTo(sum(count), both.shape));
}

/** The past and the present by momentum, their sum 1; only the present where there is no past. */
function blended(before: Tensor, now: Tensor, momentum: number): Tensor {
  const share = where(greater(sum(before), 0), constant(momentum), 1);
  const mixed = add(mul(before, sub(1, share)), mul(now, share));
  return safeDivide(mixed, broadcastTo(sum(mixed), mixed.shape));
}
