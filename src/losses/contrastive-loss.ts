import { type Distance, lpDistance } from '../distances/index.ts';
import { add, relu, square, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { avgNonZeroReducer, type Reducer } from '../reducers/index.ts';
import type { Loss } from './loss.ts';
import { pairWeights } from './tuples.ts';

export interface ContrastiveLossOptions {
  /** Positives nearer than this (more alike than this) cost nothing. Default 0. */
  posMargin?: number;
  /** Negatives farther than this (less alike than this) cost nothing. Default 1. */
  negMargin?: number;
  /** Whether the hinge is squared, as in the paper. Default false. */
  squared?: boolean;
  /** Default: the Euclidean distance of normalised embeddings. */
  distance?: Distance;
  /** Applied to positives and negatives apart. Default: the mean of those above 0. */
  reducer?: Reducer;
}

/**
 * The contrastive loss over pairs (Hadsell, Chopra & LeCun 2006), with d the distance:
 *
 *     reduce( max(0, d⁺ − posMargin) ) + reduce( max(0, negMargin − d⁻) )
 *
 * Each hinge is squared if `squared`. For a similarity the signs are turned round, so give posMargin 1 and negMargin 0.
 */
export function contrastiveLoss(options: ContrastiveLossOptions = {}): Loss {
  const { posMargin = 0, negMargin = 1, squared = false } = options;
  const { distance = lpDistance(), reducer = avgNonZeroReducer() } = options;
  const hinge = (excess: Tensor) => (squared ? square(relu(excess)) : relu(excess));
  const beyond = (d: Tensor, margin: number) => (distance.inverted ? sub(margin, d) : sub(d, margin));
  const within = (d: Tensor, margin: number) => (distance.inverted ? sub(d, margin) : sub(margin, d));
  return {
    name: 'contrastive',
    options: { posMargin, negMargin, squared, distance: distance.name, reducer: reducer.name },
    distance,
    compute(input, scope) {
      const d = distance.matrix(input.embeddings, input.reference?.embeddings ?? input.embeddings, scope); // [B, R]
      const { positive, negative } = pairWeights(input);
      return add(
        reducer.reduce(hinge(beyond(d, posMargin)), positive),
        reducer.reduce(hinge(within(d, negMargin)), negative),
      );
    },
  };
}
