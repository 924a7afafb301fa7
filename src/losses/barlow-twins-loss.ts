import { z } from 'zod';
import { add, div, expandDims, eye, matmul, maximum, mul, sqrt, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { viewsOf } from './views.ts';

/** Barlow Twins. */
export const barlowTwinsLoss = defineEmbeddingLoss({
  name: 'barlow-twins',
  summary: 'Barlow Twins: each component correlates with itself between two views, and with no other.',
  equation: 'Σᵢ (1 − Cᵢᵢ)² + λ Σ_{i ≠ j} C_ij²',
  notes:
    'C are the correlations of the components of two views over the batch. The other view is the reference; without one it is the next sample of the same class.',
  paper: 'Zbontar et al. 2021',
  options: { lambda: z.number().default(0.0051).describe('The weight of what is off the diagonal.') },
  compute(batch, { lambda }) {
    const { one, other, exists } = viewsOf('barlowTwinsLoss', batch);
    const [x, y] = [standardized(one, exists), standardized(other, exists)];
    const c = div(matmul(x, y, { transposeA: true }), maximum(sum(exists), 1)); // [D, D]
    const diagonal = eye(c.shape[0]!);
    const off = square(sub(c, diagonal));
    return sum(mul(off, add(diagonal, mul(sub(1, diagonal), lambda))));
  },
});

/** Options of `losses.barlowTwinsLoss`. */
export type BarlowTwinsLossOptions = OptionsOf<typeof barlowTwinsLoss>;

/** Scales each component to mean 0 and deviation 1 over the rows that exist; other rows become 0. */
function standardized(z: Tensor, exists: Tensor): Tensor {
  const weights = expandDims(exists, 1); // [N, 1]
  const count = maximum(sum(exists), 1);
  const centred = mul(sub(z, div(sum(mul(z, weights), 0, true), count)), weights);
  return div(centred, sqrt(add(div(sum(square(centred), 0, true), count), 1e-5)));
}
