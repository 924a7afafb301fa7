import { type Distance, farther, lpDistance } from '../distances/index.ts';
import { add, relu, square } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { avgNonZeroReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';

export interface ContrastiveLossOptions extends EmbeddingLossOptions {
  /** Positives nearer than this (more alike than this) cost nothing. Default 0. */
  posMargin?: number;
  /** Negatives farther than this (less alike than this) cost nothing. Default 1. */
  negMargin?: number;
  /** Whether the hinge is squared, as in the paper. Default false. */
  squared?: boolean;
}

/**
 * The contrastive loss over pairs (Hadsell, Chopra & LeCun 2006), with d the distance:
 *
 *     reduce( max(0, d⁺ − posMargin) ) + reduce( max(0, negMargin − d⁻) )
 *
 * Each hinge is squared if `squared`. For a similarity the signs are turned round, so give posMargin 1 and negMargin 0.
 * Default distance: Euclidean on normalised embeddings. Default reducer, for either part: the mean of those above 0.
 */
export function contrastiveLoss(options: ContrastiveLossOptions = {}): Loss {
  const { posMargin = 0, negMargin = 1, squared = false, ...common } = options;
  const hinge = (excess: Tensor) => (squared ? square(relu(excess)) : relu(excess));
  return embeddingLoss({
    name: 'contrastive',
    options: { posMargin, negMargin, squared },
    common,
    defaults: { distance: lpDistance, reducer: avgNonZeroReducer },
    warnings: distance => onWrongScale('contrastiveLoss', distance, posMargin, negMargin),
    compute({ d, distance, positive, negative, reduce }) {
      const pos = hinge(farther(distance, d, posMargin)); // [B, R]
      const neg = hinge(farther(distance, negMargin, d)); // [B, R]
      return add(reduce(pos, positive, { part: 'pos' }), reduce(neg, negative, { part: 'neg' }));
    },
  });
}

/** Margins for distances are 0 and above, positives below negatives; for similarities it is the other way round. */
export function onWrongScale(
  who: string,
  { name, inverted }: Distance,
  posMargin: number,
  negMargin: number,
): readonly string[] {
  const scale = inverted ? 'a similarity, where greater is nearer' : 'a distance, where smaller is nearer';
  const right = inverted ? posMargin > negMargin : posMargin < negMargin;
  const example = inverted ? 'posMargin 1 and negMargin 0' : 'posMargin 0 and negMargin 1';
  if (right) return [];
  return [
    `${who}: posMargin ${posMargin} and negMargin ${negMargin} are on the wrong scale for ${name}, ${scale}. Give ${example}, say.`,
  ];
}
