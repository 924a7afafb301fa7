import { apart, type Distance, lpDistance } from '../distances/index.ts';
import { add, minimum, relu, softplus, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { TripletRule, TripletTuples } from '../miners/tuples.ts';
import { avgNonZeroReducer, type Reducer, type Terms } from '../reducers/index.ts';
import { cellsAt } from './cells.ts';
import { type Batch, type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { hinge } from './triplet-hinge-by-blocks.ts';
import { type OfTriplet, randomTriplets, termsOfTriplets } from './triplets.ts';
import type { PairWeights } from './tuples.ts';

export interface TripletMarginLossOptions extends EmbeddingLossOptions {
  /** How much farther (less alike) the negative should be than the positive. Default 0.05. */
  margin?: number;
  /** Whether a negative nearer to the positive than to the anchor counts from there. Default false. */
  swap?: boolean;
  /** Whether the hinge is softened to ln(1 + eˣ). Default false. */
  smoothLoss?: boolean;
  /** How many triplets are drawn for each anchor where no miner chooses them. Default all. */
  tripletsPerAnchor?: number | 'all';
}

/**
 * The triplet margin loss (Weinberger & Saul 2009; Schroff, Kalenichenko & Philbin 2015), with d the distance:
 *
 *     reduce( max(0, d_ap − d_an + margin) )
 *
 * Over the triplets a miner chose, or over all of the batch: exact, without ever listing them. Softened there is no
 * sharp corner: ln(1 + e^(d_ap − d_an + margin)). Default distance: Euclidean on normalised embeddings. Default reducer:
 * the mean of those above 0.
 */
export function tripletMarginLoss(options: TripletMarginLossOptions = {}): Loss {
  const { margin = 0.05, swap = false, smoothLoss = false, tripletsPerAnchor = 'all', ...common } = options;
  const reducer = common.reducer ?? avgNonZeroReducer();
  const soften = (x: Tensor) => (smoothLoss ? softplus(x) : relu(x));
  const ofTriplet: OfTriplet = (ap, an, pn) => soften(add(sub(ap, pn ? minimum(an, pn) : an), margin));

  function listed(d: Tensor, { anchor, positive, negative, weight }: TripletTuples, batch: Batch): Tensor {
    const pn = swap ? cellsAt(apart(batch.distance, among(batch)), positive, negative) : undefined; // [T]
    const losses = ofTriplet(cellsAt(d, anchor, positive), cellsAt(d, anchor, negative), pn);
    return reducer.combine(reducer.terms(losses, weight), { anchors: anchor, labels: batch.labels });
  }

  function every(d: Tensor, batch: Batch): Tensor {
    const pairs = batch.tuples?.kind === 'rule' ? batch.tuples : batch;
    const sortable = !('key' in pairs) || (pairs.distance !== undefined && same(pairs.distance, batch.distance));
    const between = swap ? apart(batch.distance, among(batch)) : undefined;
    const terms =
      sortable && !swap && !smoothLoss && reducer.counts
        ? sorted(d, pairs, reducer.counts, batch)
        : termsOfTriplets(ofTriplet, reducer, { d, pairs, ...(between && { between }) });
    return reducer.combine(terms, { labels: batch.labels });
  }

  function sorted(d: Tensor, pairs: PairWeights | TripletRule, counts: Reducer['counts'], batch: Batch): Terms {
    const sums = hinge({ d, pairs, margin, batch });
    return { total: sums.total, count: counts === 'every' ? sums.every : sums.aboveZero };
  }

  return embeddingLoss({
    name: 'triplet-margin',
    options: { margin, swap, smoothLoss, tripletsPerAnchor },
    common,
    defaults: { distance: lpDistance, reducer: avgNonZeroReducer },
    compute(batch) {
      const d = apart(batch.distance, batch.d); // smaller is nearer
      if (batch.tuples?.kind === 'triplets') return listed(d, batch.tuples, batch);
      if (tripletsPerAnchor === 'all') return every(d, batch);
      return listed(d, randomTriplets(batch, tripletsPerAnchor), batch);
    },
  });
}

/** Distances among what the batch is compared with: [R, R]. */
const among = ({ distance, others, reference, d, scope }: Batch): Tensor =>
  reference ? distance.matrix(others.embeddings, others.embeddings, scope) : d;

const same = (a: Distance, b: Distance): boolean =>
  a.name === b.name && JSON.stringify(a.options) === JSON.stringify(b.options);
