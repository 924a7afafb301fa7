import { lpDistance } from '../distances/index.ts';
import { add, div, expandDims, eye, matmul, maximum, mul, sqrt, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer } from '../reducers/index.ts';
import { embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { viewsOf } from './views.ts';

export interface BarlowTwinsLossOptions {
  /** The weight of what is off the diagonal. Default 0.0051. */
  lambda?: number;
}

/**
 * Barlow Twins (Zbontar et al. 2021), C the correlations of the components of two views over the batch:
 *
 *     Σᵢ (1 − Cᵢᵢ)² + λ Σ_{i ≠ j} C_ij²
 *
 * The other view is the reference; without one, the next sample of the same class.
 */
export function barlowTwinsLoss({ lambda = 0.0051 }: BarlowTwinsLossOptions = {}): Loss {
  return embeddingLoss({
    name: 'barlow-twins',
    options: { lambda },
    common: {},
    defaults: { distance: lpDistance, reducer: meanReducer },
    compute(batch) {
      const { one, other, exists } = viewsOf('barlowTwinsLoss', batch);
      const [x, y] = [standardized(one, exists), standardized(other, exists)];
      const c = div(matmul(x, y, { transposeA: true }), maximum(sum(exists), 1)); // [D, D]
      const diagonal = eye(c.shape[0]!);
      const off = square(sub(c, diagonal));
      return sum(mul(off, add(diagonal, mul(sub(1, diagonal), lambda))));
    },
  });
}

/** Mean 0 and deviation 1 by components, over the rows that exist; other rows are 0. */
function standardized(z: Tensor, exists: Tensor): Tensor {
  const weights = expandDims(exists, 1); // [N, 1]
  const count = maximum(sum(exists), 1);
  const centred = mul(sub(z, div(sum(mul(z, weights), 0, true), count)), weights);
  return div(centred, sqrt(add(div(sum(square(centred), 0, true), count), 1e-5)));
}
