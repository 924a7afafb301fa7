import { z } from 'zod';
import { apart, type Distance } from '../distances/index.ts';
import { add, minimum, relu, softplus, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { TripletRule, TripletTuples } from '../miners/tuples.ts';
import type { Filled } from '../options.ts';
import type { Reducer, Terms } from '../reducers/index.ts';
import type { OptionsOf } from '../thing.ts';
import { type Batch, defineEmbeddingLoss } from './embedding-loss.ts';
import { gatherPairs } from './gather-pairs.ts';
import { pairOptions } from './shared-options.ts';
import { hinge } from './triplet-hinge-by-blocks.ts';
import { type OfTriplet, randomTriplets, termsOfTriplets } from './triplets.ts';
import type { PairWeights } from './tuples.ts';

const options = {
  margin: z.number().default(0.05).describe('How much farther (less alike) than the positive the negative should be.'),
  swap: z
    .boolean()
    .default(false)
    .describe('Whether a negative nearer to the positive than to the anchor counts from the positive.'),
  smoothLoss: z.boolean().default(false).describe('Whether the hinge is softened to ln(1 + eˣ).'),
  tripletsPerAnchor: z
    .union([z.int().min(1), z.literal('all')])
    .default('all')
    .describe('How many triplets are drawn for each anchor where no miner chooses them.'),
  ...pairOptions('euclidean', 'avg-non-zero'),
};

type Options = Filled<typeof options>;

/** The triplet margin loss. */
export const tripletMarginLoss = defineEmbeddingLoss({
  name: 'triplet-margin',
  summary: 'The triplet margin loss pushes each negative a margin farther from the anchor than the positive.',
  equation: 'reduce( max(0, d_ap − d_an + margin) )',
  notes:
    'd is the distance. Over the triplets that a miner chose, or over all triplets of the batch: exact, in O(B²) memory, without a list of them. Softened it is ln(1 + e^(d_ap − d_an + margin)).',
  paper: 'Weinberger & Saul 2009; Schroff, Kalenichenko & Philbin 2015',
  differs:
    'The default margin is that of pytorch-metric-learning 2; version 3 has 0.2. Against a reference set its `swap` takes the number of the positive for that of a sample of the batch; here distances within the reference count.',
  options,
  compute(batch, options) {
    const d = apart(batch.distance, batch.d); // smaller is nearer
    if (batch.tuples?.kind === 'triplets') return listed(d, batch.tuples, batch, options);
    if (options.tripletsPerAnchor === 'all') return every(d, batch, options);
    return listed(d, randomTriplets(batch, options.tripletsPerAnchor), batch, options);
  },
});

/** Options of `losses.tripletMarginLoss`. */
export type TripletMarginLossOptions = OptionsOf<typeof tripletMarginLoss>;

const costOf =
  ({ margin, smoothLoss }: Options): OfTriplet =>
  (ap, an, pn) => {
    const excess = add(sub(ap, pn ? minimum(an, pn) : an), margin);
    return smoothLoss ? softplus(excess) : relu(excess);
  };

/** Over a list of triplets. */
function listed(d: Tensor, tuples: TripletTuples, batch: Batch, options: Options): Tensor {
  const { anchor, positive, negative, weight } = tuples;
  const { swap, reducer } = options;
  const pn = swap ? gatherPairs(apart(batch.distance, among(batch)), positive, negative) : undefined; // [T]
  const losses = costOf(options)(gatherPairs(d, anchor, positive), gatherPairs(d, anchor, negative), pn);
  return reducer.combine(reducer.terms(losses, weight), { anchors: anchor, labels: batch.labels });
}

/** Over every triplet of the batch, or of a rule. */
function every(d: Tensor, batch: Batch, options: Options): Tensor {
  const { swap, smoothLoss, reducer, margin } = options;
  const pairs = batch.tuples?.kind === 'rule' ? batch.tuples : batch;
  const sortable = !('key' in pairs) || (pairs.distance !== undefined && same(pairs.distance, batch.distance));
  const between = swap ? apart(batch.distance, among(batch)) : undefined;
  const terms =
    sortable && !swap && !smoothLoss && reducer.counts
      ? sorted(d, pairs, margin, reducer.counts, batch)
      : termsOfTriplets(costOf(options), reducer, { d, pairs, ...(between && { between }) });
  return reducer.combine(terms, { labels: batch.labels });
}

/** The same by sorting, where the reducer counts all elements or those above 0. */
function sorted(
  d: Tensor,
  pairs: PairWeights | TripletRule,
  margin: number,
  counts: Reducer['counts'],
  batch: Batch,
): Terms {
  const sums = hinge({ d, pairs, margin, batch });
  return { total: sums.total, count: counts === 'every' ? sums.every : sums.aboveZero };
}

/** Distances among what the batch is compared with: [R, R]. */
const among = ({ distance, others, reference, d, scope }: Batch): Tensor =>
  reference ? distance.matrix(others.embeddings, others.embeddings, scope) : d;

const same = (a: Distance, b: Distance): boolean =>
  a.name === b.name && JSON.stringify(a.options) === JSON.stringify(b.options);
