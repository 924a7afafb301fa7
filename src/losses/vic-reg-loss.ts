import { lpDistance } from '../distances/index.ts';
import {
  add,
  constant,
  div,
  expandDims,
  eye,
  matmul,
  maximum,
  mean,
  mul,
  relu,
  sqrt,
  square,
  sub,
  sum,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { viewsOf } from './views.ts';

export interface VICRegLossOptions extends Pick<EmbeddingLossOptions, 'reducer'> {
  /** The weight of the distance between views. Default 25. */
  invarianceLambda?: number;
  /** The weight of the variance. Default 25. */
  varianceMu?: number;
  /** The weight of the covariance. Default 1. */
  covarianceV?: number;
  /** Added to variances. Default 1e-4. */
  eps?: number;
}

/**
 * VICReg (Bardes, Ponce & LeCun 2022) of two views z and z′ of N things in D components:
 *
 *     λ · mean (z − z′)² + μ/2 · [v(z) + v(z′)] + ν · [c(z) + c(z′)]
 *     v(z) = mean_j max(0, 1 − √(var(z_j) + ε)),  c(z) = 1/D Σ_{i ≠ j} cov(z)²_ij
 *
 * The other view is the reference; without one, the next sample of the same class. Default reducer, for either mean: the mean.
 */
export function vicRegLoss(options: VICRegLossOptions = {}): Loss {
  const { invarianceLambda = 25, varianceMu = 25, covarianceV = 1, eps = 1e-4, ...common } = options;
  return embeddingLoss({
    name: 'vic-reg',
    options: { invarianceLambda, varianceMu, covarianceV, eps },
    common,
    defaults: { distance: lpDistance, reducer: meanReducer },
    compute(batch) {
      const { one, other, exists } = viewsOf('vicRegLoss', batch);
      const covariances = [one, other].map(z => covariance(z, exists)); // [D, D] each
      const invariance = batch.reduce(mean(square(sub(one, other)), 1), exists, { part: 'invariance' });
      const variances = covariances.map(c => {
        const deviation = sqrt(add(sum(mul(c, eye(c.shape[0]!)), 1), eps)); // [D]
        return batch.reduce(mul(relu(sub(1, deviation)), 0.5), undefined, { part: 'variance' });
      });
      const decorrelation = covariances.map(c => {
        const d = c.shape[0]!;
        return mul(sum(mul(square(c), sub(1, eye(d)))), 1 / d);
      });
      const weighted = [
        mul(invariance, invarianceLambda),
        ...variances.map(v => mul(v, varianceMu)),
        ...decorrelation.map(c => mul(c, covarianceV)),
      ];
      return weighted.reduce(add, constant(0));
    },
  });
}

/** [N, D] → [D, D], by N − 1, over the rows that exist. */
function covariance(z: Tensor, exists: Tensor): Tensor {
  const weights = expandDims(exists, 1); // [N, 1]
  const count = sum(exists);
  const centre = div(sum(mul(z, weights), 0, true), maximum(count, 1));
  const centred = mul(sub(z, centre), weights);
  return div(matmul(centred, centred, { transposeA: true }), maximum(sub(count, 1), 1));
}
