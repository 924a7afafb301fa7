import { lpDistance } from '../distances/index.ts';
import { add, cast, clip, cumSum, floor, full, mul, scatterAdd, stopGradient, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks } from '../miners/masks.ts';
import { meanReducer, quotient } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { some } from './masked.ts';
import { sampleWeights } from './tuples.ts';

export interface FastAPLossOptions extends Omit<EmbeddingLossOptions, 'distance'> {
  /** Into how many bins distances are sorted. Default 10. */
  numBins?: number;
}

/**
 * FastAP (Cakir et al. 2019): average precision with distances sorted softly into bins. With h⁺ₗ how many positives are in
 * bin l, and H⁺ₗ and Hₗ how many positives and how many of all are in the bins up to l, for each anchor:
 *
 *     1 − 1/|P| · Σₗ h⁺ₗ H⁺ₗ / Hₗ
 *
 * Over squared Euclidean distances of normalised embeddings, 0 to 4. Default reducer: the mean over anchors with a positive.
 */
export function fastAPLoss(options: FastAPLossOptions = {}): Loss {
  const { numBins = 10, ...common } = options;
  const width = 4 / numBins;
  return embeddingLoss({
    name: 'fast-ap',
    options: { numBins },
    common,
    defaults: { distance: () => lpDistance({ power: 2 }), reducer: meanReducer },
    compute(batch) {
      const masks = pairMasks(batch);
      const [positive, negative] = [cast(masks.positive, 'float32'), cast(masks.negative, 'float32')];
      const { edge, beyond } = placed(mul(batch.d, 1 / width), numBins); // [B, R]
      const histogram = (of: Tensor) => {
        const below = scatterAdd(zeros(of, numBins + 2), edge, mul(of, sub(1, beyond)), 1);
        return scatterAdd(below, add(edge, 1), mul(of, beyond), 1); // [B, bins + 2]
      };
      const [h, hNeg] = [histogram(positive), histogram(negative)];
      const terms = quotient(mul(h, cumSum(h, 1)), cumSum(add(h, hNeg), 1));
      const ap = quotient(sum(terms, 1), sum(positive, 1)); // [B]
      return batch.reduce(mul(sub(1, ap), sampleWeights(batch)), some(positive, 1));
    },
  });
}

/** Between which bins each distance lies: the lower, int64, and how far beyond it. */
function placed(d: Tensor, bins: number) {
  const place = clip(d, 0, bins);
  const lower = stopGradient(floor(place));
  return { edge: cast(lower, 'int64'), beyond: sub(place, lower) };
}

const zeros = ({ shape }: Tensor, columns: number): Tensor => full([shape[0]!, columns], 0);
