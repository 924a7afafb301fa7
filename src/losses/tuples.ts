import { add, broadcastTo, cast, constant, minimum, mul, reshape, scatterAdd } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks } from '../miners/masks.ts';
import type { PairTuples, TripletTuples } from '../miners/tuples.ts';
import type { LossInput } from './loss.ts';

/** The pairs that a loss goes over, as weights [B, R]: those chosen, those of the chosen triplets, or all. */
export function pairWeights(input: LossInput): Pick<PairTuples, 'positive' | 'negative'> {
  const { tuples } = input;
  if (tuples?.kind === 'pairs') return tuples;
  if (tuples) return pairsOfTriplets(tuples, input);
  const { positive, negative } = pairMasks(input);
  return { positive: cast(positive, 'float32'), negative: cast(negative, 'float32') };
}

/** 1 for each pair that is in a triplet. */
function pairsOfTriplets({ anchor, positive, negative, weight }: TripletTuples, input: LossInput) {
  const b = input.embeddings.shape[0]!;
  const r = input.reference?.embeddings.shape[0] ?? b;
  const zeros = broadcastTo(constant([0]), [b * r]);
  const marked = (column: Tensor) => {
    const cell = add(mul(cast(anchor, 'int64'), r), cast(column, 'int64'));
    return reshape(minimum(scatterAdd(zeros, cell, weight, 0), 1), [b, r]);
  };
  return { positive: marked(positive), negative: marked(negative) };
}
