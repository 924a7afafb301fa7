import { cosineSimilarity } from '../distances/index.ts';
import {
  add,
  broadcastTo,
  cast,
  clip,
  cumSum,
  expandDims,
  floor,
  full,
  greater,
  maximum,
  mul,
  reshape,
  scatterAdd,
  stopGradient,
  sub,
  sum,
  transpose,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { some } from './masked.ts';

export interface HistogramLossOptions extends Omit<EmbeddingLossOptions, 'distance' | 'reducer'> {
  /** How many bins the similarities −1 to 1 are sorted into. Default 100. */
  nBins?: number;
}

/**
 * The histogram loss (Ustinova & Lempitsky 2016): the probability that a random negative pair is more alike than a random
 * positive one, with p⁺ and p⁻ the histograms of cosine similarities, each shared between the two nearest edges r:
 *
 *     Σᵣ p⁻ᵣ · Σ_{q ≤ r} p⁺_q
 *
 * Over the pairs of anchors that have a positive and a negative.
 */
export function histogramLoss(options: HistogramLossOptions = {}): Loss {
  const { nBins = 100, ...common } = options;
  return embeddingLoss({
    name: 'histogram',
    options: { nBins },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    compute({ d: s, positive, negative, reference }) {
      const inTriplets = mul(expandDims(some(positive, 1), 1), expandDims(some(negative, 1), 1)); // [B, 1]
      const counted = (pairs: Tensor) => {
        const once = mul(cast(greater(pairs, 0), 'float32'), inTriplets);
        return reference ? once : maximum(once, transpose(once)); // (i, j) and (j, i) are one pair
      };
      const pos = density(s, counted(positive), nBins);
      const neg = density(s, counted(negative), nBins);
      return sum(mul(neg, cumSum(pos)));
    },
  });
}

/** The histogram of similarities, each spread over the edges on both sides by its nearness: [bins + 2], its sum 1. */
function density(s: Tensor, weights: Tensor, bins: number): Tensor {
  const flat = (x: Tensor) => reshape(x, [-1]);
  const place = mul(add(flat(clip(s, -1, 1)), 1), bins / 2); // 0 … bins
  const edge = stopGradient(floor(place));
  const beyond = sub(place, edge);
  const empty = full([bins + 2], 0);
  const below = scatterAdd(empty, cast(edge, 'int64'), mul(flat(weights), sub(1, beyond)), 0);
  const both = scatterAdd(below, cast(add(edge, 1), 'int64'), mul(flat(weights), beyond), 0);
  return quotient(both, broadcastTo(sum(weights), [bins + 2]));
}
