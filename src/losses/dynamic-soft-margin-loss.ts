import { lpDistance } from '../distances/index.ts';
import {
  add,
  broadcastTo,
  cast,
  clip,
  constant,
  cumSum,
  expandDims,
  floor,
  gather,
  greater,
  min,
  minimum,
  mul,
  reshape,
  scatterAdd,
  stopGradient,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeros } from '../nn/initializers.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { some } from './masked.ts';

export interface DynamicSoftMarginLossOptions extends Pick<EmbeddingLossOptions, 'reducer'> {
  /** The least difference d_ap − d_an that the histogram knows. Default −2. */
  minVal?: number;
  /** Into how many bins differences from minVal to −minVal are sorted. Default 10. */
  numBins?: number;
  /** How much the batch's histogram counts beside the past. Default 0.01. */
  momentum?: number;
}

/**
 * The CDF-based dynamic soft margin (Zhang & Rusinkiewicz 2019): no margin to choose. For each positive pair and the hardest
 * negative of either of its samples, x = d_ap − d_an is weighted by the part of all triplets so far that were easier:
 *
 *     mean( CDF(x) · x )
 *
 * Over Euclidean distances of normalised embeddings. Keeps `histogram` [bins + 1] from step to step.
 */
export function dynamicSoftMarginLoss(options: DynamicSoftMarginLossOptions = {}): Loss {
  const { minVal = -2, numBins = 10, momentum = 0.01, ...common } = options;
  const width = (2 * Math.abs(minVal)) / numBins;
  return embeddingLoss({
    name: 'dynamic-soft-margin',
    options: { minVal, numBins, momentum },
    common,
    defaults: { distance: lpDistance, reducer: meanReducer },
    compute({ d, positive, negative, reference, scope, reduce }) {
      const hardest = min(where(greater(negative, 0), d, 1e30), 1); // [B]
      const anchors = expandDims(hardest, 1);
      const nearest = reference ? anchors : minimum(anchors, expandDims(hardest, 0)); // [B, R]
      const weights = mul(positive, expandDims(some(negative, 1), 1));
      const x = sub(d, where(greater(weights, 0), nearest, d)); // [B, R]
      const place = clip(mul(sub(stopGradient(x), minVal), 1 / width), 0, numBins - 1e-4);
      const before = scope.state('histogram', [numBins + 1], zeros);
      const histogram = blended(before, histogramOf(place, weights, numBins), momentum);
      scope.update('histogram', histogram);
      const cdf = gather(cumSum(histogram), cast(floor(place), 'int64')); // [B, R]
      return reduce(mul(stopGradient(cdf), x), weights);
    },
  });
}

/** Each place shared between its two nearest edges: [bins + 1], its sum 1. */
function histogramOf(place: Tensor, weights: Tensor, bins: number): Tensor {
  const flat = (t: Tensor) => reshape(t, [-1]);
  const edge = floor(place);
  const beyond = sub(place, edge);
  const at = cast(flat(edge), 'int64');
  const empty = broadcastTo(constant([0]), [bins + 1]);
  const below = scatterAdd(empty, at, flat(mul(weights, sub(1, beyond))), 0);
  const both = scatterAdd(below, add(at, 1), flat(mul(weights, beyond)), 0);
  return stopGradient(quotient(both, broadcastTo(sum(weights), [bins + 1])));
}

/** The past and the present by momentum, their sum 1; only the present where there is no past. */
function blended(before: Tensor, now: Tensor, momentum: number): Tensor {
  const share = where(greater(sum(before), 0), constant(momentum), 1);
  const mixed = add(mul(before, sub(1, share)), mul(now, share));
  return quotient(mixed, broadcastTo(sum(mixed), mixed.shape));
}
