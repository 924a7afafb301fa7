import { farther, lpDistance } from '../distances/index.ts';
import { add, cast, constant, expandDims, gather, greater, mul, relu, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { fill } from '../nn/initializers.ts';
import { divisorReducer } from '../reducers/index.ts';
import { type Batch, type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { requireClasses } from './num-classes.ts';
import { pairWeightsInTriplets } from './tuples.ts';

export interface MarginLossOptions extends EmbeddingLossOptions {
  /** How far from the boundary pairs should be. Default 0.2. */
  margin?: number;
  /** How much a large boundary costs. Default 0. */
  nu?: number;
  /** The distance that separates positives from negatives, or its first value. Default 1.2. */
  beta?: number;
  /** Whether the boundary is learned: the parameter `beta` [1], or [classes] with `perClass`. Default false. */
  learnBeta?: boolean;
  /** Whether each class learns its own. Default: if numClasses is given. */
  perClass?: boolean;
  /** How many classes there are, where each learns its own. In training it is known. */
  numClasses?: number;
}

/**
 * The margin loss (Wu, Manmatha, Smola & Krähenbühl 2017) over all triplets, d the distance, β the boundary:
 *
 *     Σ ( max(0, d_ap − β + margin) + max(0, β − d_an + margin) ) / (how many of these are above 0) + ν β
 *
 * Default distance: Euclidean on normalised embeddings. Default reducer: that division.
 */
export function marginLoss(options: MarginLossOptions = {}): Loss {
  const { margin = 0.2, nu = 0, beta = 1.2, learnBeta = false, numClasses, ...rest } = options;
  const { perClass = numClasses !== undefined, ...common } = rest;
  return embeddingLoss({
    name: 'margin',
    options: { margin, nu, beta, learnBeta, perClass },
    common,
    defaults: { distance: lpDistance, reducer: divisorReducer },
    compute(batch) {
      const { d, distance, reduce } = batch;
      const boundary = boundaryOf(batch); // [1] or [B]
      const rows = expandDims(boundary, 1); // [1 or B, 1]
      const { positive, negative } = pairWeightsInTriplets(batch);
      const pos = relu(add(farther(distance, d, rows), margin)); // [B, R]
      const neg = relu(add(farther(distance, rows, d), margin));
      const count = sum(add(above(pos, positive), above(neg, negative)));
      const about = { part: 'margin', divisor: count };
      const pairs = add(reduce(pos, positive, about), reduce(neg, negative, about));
      return nu === 0 || !learnBeta ? pairs : add(pairs, boundaryCost(batch, boundary, sum(positive, 1), count));
    },
  });

  function boundaryOf({ scope, labels, numClasses: known }: Batch): Tensor {
    if (!learnBeta) return constant([beta]);
    const classes = perClass ? requireClasses('marginLoss', numClasses ?? known) : 1;
    const learned = scope.parameter('beta', [classes], fill(beta));
    return perClass ? gather(learned, labels) : learned;
  }

  function boundaryCost({ reduce }: Batch, boundary: Tensor, triplets: Tensor, count: Tensor): Tensor {
    const cost = mul(boundary, nu);
    if (cost.shape[0] === 1) return sum(cost);
    return reduce(cost, triplets, { part: 'betaReg', divisor: count });
  }
}

const above = (losses: Tensor, weights: Tensor): Tensor => mul(weights, cast(greater(losses, 0), 'float32'));
