import { z } from 'zod';
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
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { reducerOptions } from './shared-options.ts';
import { viewsOf } from './views.ts';

/** VICReg. */
export const vicRegLoss = defineEmbeddingLoss({
  name: 'vic-reg',
  summary: 'VICReg: two views of a thing agree, components vary, and components do not correlate.',
  equation: `λ · mean (z − z′)² + μ/2 · [v(z) + v(z′)] + ν · [c(z) + c(z′)]
v(z) = mean_j max(0, 1 − √(var(z_j) + ε))
c(z) = 1/D Σ_{i ≠ j} cov(z)²_ij`,
  notes:
    'z and z′ are two views of N things in D components. The other view is the reference; without one it is the next sample of the same class.',
  paper: 'Bardes, Ponce & LeCun 2022',
  differs: 'pytorch-metric-learning takes views from the reference only, and no labels.',
  options: {
    invarianceLambda: z.number().default(25).describe('The weight λ of the distance between views.'),
    varianceMu: z.number().default(25).describe('The weight μ of the variance.'),
    covarianceV: z.number().default(1).describe('The weight ν of the covariance.'),
    eps: z.number().positive().default(1e-4).describe('What is added to variances.'),
    reducer: reducerOptions('mean').reducer,
  },
  compute(batch, { invarianceLambda, varianceMu, covarianceV, eps }) {
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

/** Options of `losses.vicRegLoss`. */
export type VICRegLossOptions = OptionsOf<typeof vicRegLoss>;

/** The covariance over the rows that exist, divided by N − 1: [N, D] → [D, D]. */
function covariance(z: Tensor, exists: Tensor): Tensor {
  const weights = expandDims(exists, 1); // [N, 1]
  const count = sum(exists);
  const centre = div(sum(mul(z, weights), 0, true), maximum(count, 1));
  const centred = mul(sub(z, centre), weights);
  return div(matmul(centred, centred, { transposeA: true }), maximum(sub(count, 1), 1));
}
