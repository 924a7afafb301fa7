import { z } from 'zod';
import { squaredEuclideanDistance } from '../distances/index.ts';
import { add, cast, clip, cumSum, floor, full, mul, scatterAdd, stopGradient, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks } from '../miners/masks.ts';
import { safeDivide } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { some } from './masked.ts';
import { reducerOptions } from './shared-options.ts';
import { sampleWeights } from './tuples.ts';

/** FastAP. */
export const fastAPLoss = defineEmbeddingLoss({
  name: 'fast-ap',
  summary: 'FastAP: the average precision, with distances sorted softly into bins.',
  equation: '1 − 1/|P| · Σₗ h⁺ₗ H⁺ₗ / Hₗ',
  notes:
    'For each anchor: h⁺ₗ is how many positives are in bin l; H⁺ₗ and Hₗ are how many positives and how many of all are in the bins up to l. Over squared Euclidean distances of normalised embeddings, 0 to 4. Anchors without a positive do not count.',
  paper: 'Cakir et al. 2019',
  distance: squaredEuclideanDistance,
  options: {
    numBins: z.int().min(1).default(10).describe('Into how many bins distances are sorted.'),
    ...reducerOptions('mean'),
  },
  compute(batch, { numBins }) {
    const width = 4 / numBins;
    const masks = pairMasks(batch);
    const [positive, negative] = [cast(masks.positive, 'float32'), cast(masks.negative, 'float32')];
    const { edge, beyond } = placed(mul(batch.d, 1 / width), numBins); // [B, R]
    const histogram = (of: Tensor) => {
      const below = scatterAdd(zeros(of, numBins + 2), edge, mul(of, sub(1, beyond)), 1);
      return scatterAdd(below, add(edge, 1), mul(of, beyond), 1); // [B, bins + 2]
    };
    const [h, hNeg] = [histogram(positive), histogram(negative)];
    const terms = safeDivide(mul(h, cumSum(h, 1)), cumSum(add(h, hNeg), 1));
    const ap = safeDivide(sum(terms, 1), sum(positive, 1)); // [B]
    return batch.reduce(mul(sub(1, ap), sampleWeights(batch)), some(positive, 1));
  },
});

/** Options of `losses.fastAPLoss`. */
export type FastAPLossOptions = OptionsOf<typeof fastAPLoss>;

/** The bin edge below each distance, int64, and how far the distance lies beyond it, 0 to 1. */
function placed(d: Tensor, bins: number) {
  const place = clip(d, 0, bins);
  const lower = stopGradient(floor(place));
  return { edge: cast(lower, 'int64'), beyond: sub(place, lower) };
}

const zeros = ({ shape }: Tensor, columns: number): Tensor => full([shape[0]!, columns], 0);
