import { lpDistance } from '../distances/index.ts';
import { add, full, matmul, mul, reshape, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { asWeights } from './masks.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';
import { FAR } from './picks.ts';

/**
 * The triplets whose angle at the negative, as the angular loss (Wang et al. 2017) measures it, is above `angle` degrees
 * (default 20), with c = (x_a + x_p) / 2, on embeddings x as they come:
 *
 *     atan(‖x_a − x_p‖ / 2 ‖x_n − c‖) > angle
 *
 * that is ‖x_n‖² − x_n·x_a − x_n·x_p < ‖x_a − x_p‖² / 4 tan²(angle) − ‖c‖²: sums over pairs, in O(B²) memory.
 */
export function angularMiner({ angle = 20 }: { angle?: number } = {}): Miner {
  const tan2 = Math.tan((angle * Math.PI) / 180) ** 2;
  return pairwiseMiner(
    'angular',
    lpDistance({ normalize: false }),
    { angle },
    ({ embeddings, others, positive, negative }) => {
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
  );
}
