import { l2Norm, mean, square, stopGradient, sub } from '../graph/ops/index.ts';
import type { Regularizer } from './regularizer.ts';

/** mean( (‖x‖ − μ)² ), μ the batch's mean length: keeps embeddings equally long (Zhang, Li & Zhang 2020). */
export const sphericalEmbeddingRegularizer = (): Regularizer => ({
  name: 'spherical-embedding',
  options: {},
  compute: rows => {
    const lengths = l2Norm(rows); // [N]
    return mean(square(sub(lengths, stopGradient(mean(lengths)))));
  },
});
