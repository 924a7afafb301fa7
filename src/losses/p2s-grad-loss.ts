import { cosineSimilarity } from '../distances/index.ts';
import { add, clip, l2Normalize, matmul, mean, square, stopGradient, sub, transpose } from '../graph/ops/index.ts';
import type { Initializer } from '../nn/initializers.ts';
import { meanReducer } from '../reducers/index.ts';
import { type ClassLossOptions, classLoss } from './class-loss.ts';
import type { Loss } from './loss.ts';

/** Columns of length 1 in random directions. */
const directions: Initializer = ([rows = 0, columns = 0], random) => {
  const values = Float32Array.from({ length: rows * columns }, () => random.uniform(-1, 1));
  for (let j = 0; j < columns; j++) {
    const length = Math.hypot(...Array.from({ length: rows }, (_, i) => values[i * columns + j]!));
    for (let i = 0; i < rows; i++) values[i * columns + j]! /= length;
  }
  return values;
};

/**
 * P2SGrad (Zhang, Zhao, Yan, Wang & Li 2019) as a mean squared error, θ the angles to the class vectors:
 *
 *     mean over samples and classes of (cos θ_ij − [j = yᵢ])²
 *
 * Learns `weight` [D, classes], whose columns count as if of length 1, their gradient as if that had always been so.
 */
export const p2sGradLoss = (common: Omit<ClassLossOptions, 'distance' | 'reducer'> = {}): Loss =>
  classLoss({
    name: 'p2s-grad',
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    vectors({ scope, embeddings }, classes) {
      const weight = transpose(scope.parameter('weight', [embeddings.shape[1]!, classes], directions));
      return add(weight, stopGradient(sub(l2Normalize(weight), weight)));
    },
    compute({ embeddings, vectors, target }) {
      const cosine = clip(matmul(l2Normalize(embeddings), vectors, { transposeB: true }), -1, 1); // [B, classes]
      return mean(square(sub(cosine, target)));
    },
  });
