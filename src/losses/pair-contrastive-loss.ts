import { z } from 'zod';
import { add, mean, mul, relu, sqrt, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { defineGivenLoss } from './given-loss.ts';

/** The contrastive loss of given pairs. */
export const pairContrastiveLoss = defineGivenLoss({
  name: 'pair-contrastive',
  summary: 'The contrastive loss of given pairs, with squared hinges.',
  equation: 'mean( ½ · (same · d² + (1 − same) · max(0, margin − d)²) ), d = ‖x − y‖',
  notes: 'Takes x and y [N, D], and same [N], 1 or 0.',
  paper: 'Hadsell, Chopra & LeCun 2006',
  options: {
    margin: z.number().positive().default(1).describe('How far apart other pairs are pushed, in Euclidean distance.'),
  },
  make:
    ({ margin }) =>
    (x: Tensor, y: Tensor, same: Tensor): Tensor => {
      const d2 = sum(square(sub(x, y)), 1); // [N]
      const short = relu(sub(margin, sqrt(add(d2, 1e-9)))); // d2 + 1e-9: the root's slope at 0 is infinite
      return mul(mean(add(mul(same, d2), mul(sub(1, same), square(short)))), 0.5);
    },
});

/** Options of `losses.pairContrastiveLoss`. */
export type PairContrastiveLossOptions = OptionsOf<typeof pairContrastiveLoss>;
