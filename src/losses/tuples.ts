import { add, broadcastTo, cast, full, mapRows, max, mul, reshape, scatterAdd, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { asWeights, pairMasks } from '../miners/masks.ts';
import { tripletMask } from '../miners/triplet-mask.ts';
import type { PairTuples, TripletRule, TripletTuples } from '../miners/tuples.ts';
import { safeDivide } from '../reducers/index.ts';
import type { LossInput } from './loss.ts';

/** How often each pair counts, as a positive and as a negative one: [B, R] each. */
export type PairWeights = Pick<PairTuples, 'positive' | 'negative'>;

/** How often each pair counts in a loss over pairs [B, R]: the pairs that were chosen, those of the chosen triplets, or all. */
export function pairWeights(input: LossInput): PairWeights {
  const { tuples } = input;
  if (tuples?.kind === 'pairs') return tuples;
  if (tuples?.kind === 'triplets') return pairsOfList(tuples, input);
  if (tuples) return pairsOfRule(tuples);
  return asWeights(pairMasks(input));
}

/** How often each pair counts in a loss over triplets [B, R]: in how many triplets it is. */
export function pairWeightsInTriplets(input: LossInput): PairWeights {
  const { positive, negative } = pairWeights(input);
  if (input.tuples && input.tuples.kind !== 'pairs') return { positive, negative };
  return {
    positive: mul(positive, sum(negative, 1, true)),
    negative: mul(negative, sum(positive, 1, true)),
  };
}

function pairsOfList({ anchor, positive, negative, weight }: TripletTuples, input: LossInput): PairWeights {
  const b = input.embeddings.shape[0]!;
  const r = input.reference?.embeddings.shape[0] ?? b;
  const zeros = full([b * r], 0);
  const counted = (column: Tensor) => {
    const cell = add(mul(cast(anchor, 'int64'), r), cast(column, 'int64'));
    return reshape(scatterAdd(zeros, cell, weight, 0), [b, r]);
  };
  return { positive: counted(positive), negative: counted(negative) };
}

function pairsOfRule({ positive, negative, key, lower, upper, cross }: TripletRule): PairWeights {
  const { stacked } = mapRows(
    ([p, n, k, low, high], [c]) => {
      const row = { positive: p!, negative: n!, key: k!, lower: low!, upper: high! };
      const kept = tripletMask({ ...row, ...(c && { cross: c }) }); // [R, R]
      return { stacked: [sum(kept, 1), sum(kept, 0)] };
    },
    [positive, negative, key, lower, upper],
    cross ? [cross] : [],
  );
  return { positive: stacked[0]!, negative: stacked[1]! };
}

/** How much each sample counts in a loss over samples [B]: how often it is in the tuples, divided by the greatest such number. */
export function sampleWeights(input: LossInput): Tensor {
  const b = input.embeddings.shape[0]!;
  if (!input.tuples) return full([b], 1);
  const { positive, negative } = pairWeights(input);
  const asAnchor = sum(input.tuples.kind === 'pairs' ? add(positive, negative) : positive, 1);
  const seen = input.reference ? asAnchor : add(asAnchor, sum(add(positive, negative), 0));
  return safeDivide(seen, broadcastTo(max(seen), [b]));
}
