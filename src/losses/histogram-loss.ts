import { z } from 'zod';
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
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { some } from './masked.ts';
import { regularizerOptions } from './shared-options.ts';

/** The histogram loss. */
export const histogramLoss = defineEmbeddingLoss({
  name: 'histogram',
  summary: 'The probability that a random negative pair is more alike than a random positive pair.',
  equation: 'Σᵣ p⁻ᵣ · Σ_{q ≤ r} p⁺_q',
  notes:
    'p⁺ and p⁻ are the histograms of cosine similarities, each similarity shared between the two nearest edges r. Over the pairs of anchors that have a positive and a negative.',
  paper: 'Ustinova & Lempitsky 2016',
  distance: cosineSimilarity,
  options: {
    nBins: z.int().min(1).default(100).describe('Into how many bins the similarities from −1 to 1 are sorted.'),
    ...regularizerOptions,
  },
  compute({ d: s, positive, negative, reference }, { nBins }) {
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

/** Options of `losses.histogramLoss`. */
export type HistogramLossOptions = OptionsOf<typeof histogramLoss>;

/** The histogram of similarities, each spread over the edges on both sides by its nearness: [bins + 2], its sum 1. */
function density(s: Tensor, weights: Tensor, bins: number): Tensor {
  const flat = (x: Tensor) => reshape(x, [-1]);
  const place = mul(add(flat(clip(s, -1, 1)), 1), bins / 2); // 0 … bins
  const edge = stopGradient(floor(place));
  const beyond = sub(place, edge);
  const empty = full([bins + 2], 0);
  const below = scatterAdd(empty, cast(edge, 'int64'), mul(flat(weights), sub(1, beyond)), 0);
  const both = scatterAdd(below, cast(add(edge, 1), 'int64'), mul(flat(weights), beyond), 0);
  return safeDivide(both, broadcastTo(sum(weights), [bins + 2]));
}
