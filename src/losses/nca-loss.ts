import { z } from 'zod';
import { alike } from '../distances/index.ts';
import { add, cast, mul, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks } from '../miners/masks.ts';
import type { OptionsOf } from '../thing.ts';
import { type Batch, defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { pairOptions } from './shared-options.ts';
import { sampleWeights } from './tuples.ts';

/** Neighbourhood components analysis. */
export const ncaLoss = defineEmbeddingLoss({
  name: 'nca',
  summary: 'Neighbourhood components analysis: the probability that a random neighbour is of the same class.',
  equation: '−ln( Σₚ e^s_ap / Σ_j e^s_aj )',
  notes: 'For each anchor that has a positive, with s the scaled similarity and j over all others.',
  paper: 'Goldberger et al. 2004',
  differs: 'pytorch-metric-learning leaves out anchors whose probability rounds to 0; here they cost what they should.',
  options: {
    softmaxScale: z.number().positive().default(1).describe('What distances are multiplied by.'),
    ...pairOptions('squared-euclidean', 'mean'),
  },
  compute: (batch, { softmaxScale }) => neighbours(batch, softmaxScale),
});

/** Options of `losses.ncaLoss`. */
export type NCALossOptions = OptionsOf<typeof ncaLoss>;

/** −ln( Σₚ e^(scale · s_ap) / Σ_j e^(scale · s_aj) ) for each anchor, reduced to one number. */
export function neighbours(batch: Batch, softmaxScale: number): Tensor {
  const { d, distance, reduce } = batch;
  const masks = pairMasks(batch);
  const [positive, negative] = [cast(masks.positive, 'float32'), cast(masks.negative, 'float32')];
  const s = mul(alike(distance, d), softmaxScale); // [B, R]
  const each = sub(logSumExpWhere(s, add(positive, negative)), logSumExpWhere(s, positive, { empty: 0 })); // [B]
  const exists = some(positive, 1);
  return reduce(mul(mul(each, exists), sampleWeights(batch)), exists);
}
