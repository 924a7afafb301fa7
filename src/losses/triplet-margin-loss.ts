import { type Distance, lpDistance } from '../distances/index.ts';
import { NearfarError } from '../errors.ts';
import { add, div, maximum, minimum, mul, relu, softplus, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { TripletTuples } from '../miners/tuples.ts';
import type { Scope } from '../nn/scope.ts';
import { avgNonZeroReducer, type Reducer } from '../reducers/index.ts';
import { cellsAt } from './cells.ts';
import type { Loss, LossInput } from './loss.ts';
import { allTripletsHinge } from './triplet-hinge.ts';
import { pairWeights } from './tuples.ts';

export interface TripletMarginLossOptions {
  /** How much farther (less alike) the negative should be than the positive. Default 0.05. */
  margin?: number;
  /** Whether a negative nearer to the positive than to the anchor counts from there. Default false. */
  swap?: boolean;
  /** Whether the hinge is softened to ln(1 + eˣ). Default false. */
  smoothLoss?: boolean;
  /** Default: the Euclidean distance of normalised embeddings. */
  distance?: Distance;
  /** Default: the mean of those above 0. */
  reducer?: Reducer;
}

/**
 * The triplet margin loss (Weinberger & Saul 2009; Schroff, Kalenichenko & Philbin 2015), with d the distance:
 *
 *     reduce( max(0, d_ap − d_an + margin) )
 *
 * Over the triplets a miner chose, or over all of the batch: exact, without ever listing them.
 */
export function tripletMarginLoss(options: TripletMarginLossOptions = {}): Loss {
  const { margin = 0.05, swap = false, smoothLoss = false } = options;
  const { distance = lpDistance(), reducer = avgNonZeroReducer() } = options;
  const soften = (x: Tensor) => (smoothLoss ? softplus(x) : relu(x));
  const between = ({ embeddings, reference }: LossInput, scope: Scope) => {
    const d = distance.matrix(embeddings, reference?.embeddings ?? embeddings, scope);
    return distance.inverted ? mul(d, -1) : d; // [B, R], smaller is nearer
  };

  function chosen(d: Tensor, { anchor, positive, negative, weight }: TripletTuples): Tensor {
    const ap = cellsAt(d, anchor, positive); // [T]
    const an = cellsAt(d, anchor, negative);
    const near = swap ? minimum(an, cellsAt(d, positive, negative)) : an;
    return reducer.reduce(soften(add(sub(ap, near), margin)), weight);
  }

  function every(d: Tensor, input: LossInput): Tensor {
    if (swap || smoothLoss || reducer.name !== 'avg-non-zero') {
      throw new NearfarError({
        who: 'tripletMarginLoss',
        expected: 'the plain hinge and its default reducer where it goes over all triplets',
        got: swap ? 'swap' : smoothLoss ? 'smoothLoss' : `reducer ${reducer.name}`,
        fix: 'Give it a miner that chooses triplets',
      });
    }
    const { positive, negative } = pairWeights(input);
    const { total, count } = allTripletsHinge(d, positive, negative, margin);
    return div(total, maximum(count, 1));
  }

  return {
    name: 'triplet-margin',
    options: { margin, swap, smoothLoss, distance: distance.name, reducer: reducer.name },
    distance,
    compute(input, scope) {
      const d = between(input, scope);
      return input.tuples?.kind === 'triplets' ? chosen(d, input.tuples) : every(d, input);
    },
  };
}
