import { z } from 'zod';
import { farther } from '../distances/index.ts';
import { add, cast, constant, expandDims, gather, greater, mul, relu, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { fill } from '../nn/initializers.ts';
import type { Filled } from '../options.ts';
import type { OptionsOf } from '../thing.ts';
import { type Batch, defineEmbeddingLoss } from './embedding-loss.ts';
import { requireClasses } from './num-classes.ts';
import { pairOptions } from './shared-options.ts';
import { pairWeightsInTriplets } from './tuples.ts';

const options = {
  margin: z.number().default(0.2).describe('How far from the boundary pairs should be.'),
  nu: z.number().min(0).default(0).describe('How much a large boundary costs.'),
  beta: z.number().default(1.2).describe('The distance that separates positives from negatives, or its first value.'),
  learnBeta: z.boolean().default(false).describe('Whether the boundary is learned.'),
  perClass: z.boolean().optional().describe('Whether each class learns its own; by default if numClasses is given.'),
  numClasses: z
    .int()
    .min(1)
    .optional()
    .describe('How many classes there are, where each learns its own; in training it is known.'),
  ...pairOptions('euclidean', 'divisor'),
};

type Options = Filled<typeof options>;

const ofEachClass = ({ numClasses, perClass = numClasses !== undefined }: Options): boolean => perClass;

/** The margin loss, with a boundary that can be learned. */
export const marginLoss = defineEmbeddingLoss({
  name: 'margin',
  summary:
    'The margin loss puts positives on one side of a boundary, which can be learned, and negatives on the other.',
  equation: 'Σ ( max(0, d_ap − β + margin) + max(0, β − d_an + margin) ) / (how many of these are above 0) + ν β',
  notes:
    'Over all triplets, with d the distance and β the boundary. The default reducer does that division. With `learnBeta` it learns `beta` [1], or [classes] with `perClass`.',
  paper: 'Wu, Manmatha, Smola & Krähenbühl 2017',
  differs:
    'Under another reducer than the default, pytorch-metric-learning reduces the sum of both hinges of each triplet; here each hinge is reduced by itself.',
  options,
  learnsClasses: options => options.learnBeta && ofEachClass(options),
  compute(batch, options) {
    const { margin, nu, learnBeta } = options;
    const { d, distance, reduce } = batch;
    const boundary = boundaryOf(batch, options); // [1] or [B]
    const rows = expandDims(boundary, 1); // [1 or B, 1]
    const { positive, negative } = pairWeightsInTriplets(batch);
    const pos = relu(add(farther(distance, d, rows), margin)); // [B, R]
    const neg = relu(add(farther(distance, rows, d), margin));
    const count = sum(add(above(pos, positive), above(neg, negative)));
    const about = { part: 'margin', divisor: count };
    const pairs = add(reduce(pos, positive, about), reduce(neg, negative, about));
    return nu === 0 || !learnBeta ? pairs : add(pairs, boundaryCost(batch, mul(boundary, nu), sum(positive, 1), count));
  },
});

/** Options of `losses.marginLoss`. */
export type MarginLossOptions = OptionsOf<typeof marginLoss>;

/** The boundary β: [1], or [B] where each class learns its own. */
function boundaryOf({ scope, labels, numClasses: known }: Batch, options: Options): Tensor {
  const { beta, learnBeta, numClasses } = options;
  if (!learnBeta) return constant([beta]);
  const perClass = ofEachClass(options);
  const classes = perClass ? requireClasses('marginLoss', numClasses ?? known) : 1;
  const learned = scope.parameter('beta', [classes], fill(beta));
  return perClass ? gather(learned, labels) : learned;
}

/** Reduces the cost of the boundary; that of a class counts as often as its anchors have triplets. */
function boundaryCost({ reduce }: Batch, cost: Tensor, triplets: Tensor, count: Tensor): Tensor {
  if (cost.shape[0] === 1) return sum(cost);
  return reduce(cost, triplets, { part: 'betaReg', divisor: count });
}

const above = (losses: Tensor, weights: Tensor): Tensor => mul(weights, cast(greater(losses, 0), 'float32'));
