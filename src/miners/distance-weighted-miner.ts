import { z } from 'zod';
import {
  and,
  broadcastTo,
  cast,
  clip,
  cumSum,
  exp,
  expandDims,
  greater,
  less,
  log,
  max,
  maximum,
  mul,
  randomUniform,
  slice,
  square,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner } from './pairwise-miner.ts';
import { FAR } from './picks.ts';
import { countWithin } from './sorted-negatives.ts';
import { everyPositiveWith } from './triplet-selector.ts';

/** A random negative for every positive pair, all distances alike. */
export const distanceWeightedMiner = definePairwiseMiner({
  name: 'distance-weighted',
  summary: 'For every positive pair a random negative, drawn so that all distances on the sphere come equally often.',
  equation: 'weight 1 / q(d),  q(d) = d^(D−2) (1 − d²/4)^((D−3)/2)',
  notes:
    'D is the dimension of the embeddings, d the Euclidean distance of normalised embeddings. An anchor without a negative in reach draws from all its negatives alike.',
  paper: 'Wu, Manmatha, Smola & Krähenbühl 2017',
  differs:
    'For every anchor pytorch-metric-learning draws as many triplets as its class has samples, each with a random positive; here every positive pair gets one negative. It leaves out anchors without a negative in reach.',
  options: {
    cutoff: z.number().positive().default(0.5).describe('Nearer negatives are drawn as if at this distance.'),
    nonzeroLossCutoff: z.number().positive().default(1.4).describe('Farther negatives are not drawn.'),
  },
  choose(choice, { cutoff, nonzeroLossCutoff }) {
    const { d, positive, negative, embeddings } = choice;
    const [b, r] = d.shape as [number, number];
    const reachable = and(negative, less(d, nonzeroLossCutoff));
    const any = greater(max(cast(reachable, 'float32'), 1, true), 0); // [B, 1]
    const fromAll = cast(negative, 'float32');
    const weights = where(any, ofSphere(maximum(d, cutoff), reachable, embeddings.shape[1]!), fromAll); // [B, R]
    const upTo = cumSum(weights, 1);
    const total = slice(upTo, { starts: [0, r - 1] }); // [B, 1]
    const drawn = mul(randomUniform([b, r]), total); // for each (a, p)
    const column = cast(clip(countWithin(upTo, drawn), 0, r - 1), 'int64');
    const exists = and(positive, broadcastTo(greater(sum(fromAll, 1, true), 0), [b, r]));
    return everyPositiveWith(column, exists);
  },
});

/** Options of `miners.distanceWeightedMiner`. */
export type DistanceWeightedMinerOptions = OptionsOf<typeof distanceWeightedMiner>;

/** 1 / q(d) where the mask holds, divided by the greatest of the row. */
function ofSphere(d: Tensor, mask: Tensor, dimension: number): Tensor {
  const inside = maximum(sub(1, mul(square(d), 0.25)), 1e-8);
  const logs = sub(mul(log(d), 2 - dimension), mul(log(inside), (dimension - 3) / 2)); // −ln q
  const allowed = where(mask, logs, -FAR);
  const top = max(allowed, 1); // [B]
  const scaled = sub(allowed, expandDims(top, 1));
  return mul(exp(scaled), cast(mask, 'float32'));
}
