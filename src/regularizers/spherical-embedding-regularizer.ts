import { l2Norm, mean, square, stopGradient, sub } from '../graph/ops/index.ts';
import { defineRegularizer } from './regularizer.ts';

/** Keeps embeddings equally long. */
export const sphericalEmbeddingRegularizer = defineRegularizer({
  name: 'spherical-embedding',
  summary: 'The variance of the lengths: it keeps embeddings equally long.',
  equation: 'mean( (‖x‖ − μ)² ), μ the mean length of the batch',
  notes: 'μ is taken as a constant.',
  paper: 'Zhang, Li & Zhang 2020',
  options: {},
  make: () => ({
    compute: rows => {
      const lengths = l2Norm(rows); // [N]
      return mean(square(sub(lengths, stopGradient(mean(lengths)))));
    },
  }),
});
