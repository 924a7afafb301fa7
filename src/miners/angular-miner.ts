import { z } from 'zod';
import { lpDistance } from '../distances/index.ts';
import { add, full, matmul, mul, reshape, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { asWeights } from './masks.ts';
import { definePairwiseMiner } from './pairwise-miner.ts';
import { FAR } from './picks.ts';

/** The triplets with a large angle at the negative. */
export const angularMiner = definePairwiseMiner({
  name: 'angular',
  summary: 'The triplets whose angle at the negative, as the angular loss measures it, is above a limit.',
  equation: `atan(‖x_a − x_p‖ / 2 ‖x_n − c‖) > angle,  c = (x_a + x_p) / 2
that is ‖x_n‖² − x_n·x_a − x_n·x_p < ‖x_a − x_p‖² / 4 tan²(angle) − ‖c‖²`,
  notes: 'On embeddings as they come. The second form is a sum over pairs, so it takes O(B²) memory.',
  paper: 'Wang, Zhou, Wen, Liu & Lin 2017',
  distance: () => lpDistance({ normalize: false }),
  options: { angle: z.number().positive().max(89).default(20).describe('The limit, in degrees.') },
  choose({ embeddings, others, positive, negative }, { angle }) {
    const tan2 = Math.tan((angle * Math.PI) / 180) ** 2;
    const [x, y] = [embeddings, others];
    const lengths = (z: Tensor, shape: number[]) => reshape(sum(square(z), 1), shape);
    const [b, r] = [x.shape[0]!, y.shape[0]!];
    const [xx, yy] = [lengths(x, [b, 1]), lengths(y, [1, r])];
    const dots = matmul(x, y, { transposeB: true }); // [B, R]
    const apart = sub(add(xx, yy), mul(dots, 2)); // ‖x_a − x_p‖²
    const centre = mul(add(add(xx, yy), mul(dots, 2)), 0.25); // ‖c‖²
    return {
      kind: 'rule',
      ...asWeights({ positive, negative }),
      key: sub(yy, dots),
      cross: mul(matmul(y, y, { transposeB: true }), -1),
      lower: full([b, r], -FAR),
      upper: sub(mul(apart, 1 / (4 * tan2)), centre),
    };
  },
});

/** Options of `miners.angularMiner`. */
export type AngularMinerOptions = OptionsOf<typeof angularMiner>;
