import { add, clip, l2Normalize, matmul, mean, square, stopGradient, sub, transpose } from '../graph/ops/index.ts';
import type { Initializer } from '../nn/initializers.ts';
import type { OptionsOf } from '../thing.ts';
import { defineClassLoss } from './class-loss.ts';
import { classOptions, regularizerOptions } from './shared-options.ts';

/** Columns of length 1 in random directions. */
const directions: Initializer = ([rows = 0, columns = 0], random) => {
  const values = Float32Array.from({ length: rows * columns }, () => random.uniform(-1, 1));
  for (let j = 0; j < columns; j++) {
    const length = Math.hypot(...Array.from({ length: rows }, (_, i) => values[i * columns + j]!));
    for (let i = 0; i < rows; i++) values[i * columns + j]! /= length;
  }
  return values;
};

/** P2SGrad as a mean squared error. */
export const p2sGradLoss = defineClassLoss({
  name: 'p2s-grad',
  summary: 'P2SGrad: the squared error of the cosines to the class vectors, 1 wanted for the class and 0 for others.',
  equation: 'mean over samples and classes of (cos θ_ij − [j = yᵢ])²',
  notes:
    'θ are the angles to the class vectors. Learns `weight` [D, classes], whose columns count as if of length 1; their gradient is as if they had that length already.',
  paper: 'Zhang, Zhao, Yan, Wang & Li 2019',
  options: { ...regularizerOptions, ...classOptions },
  vectors({ scope, embeddings }, classes) {
    const weight = transpose(scope.parameter('weight', [embeddings.shape[1]!, classes], directions));
    return add(weight, stopGradient(sub(l2Normalize(weight), weight)));
  },
  compute({ embeddings, vectors, target }) {
    const cosine = clip(matmul(l2Normalize(embeddings), vectors, { transposeB: true }), -1, 1); // [B, classes]
    return mean(square(sub(cosine, target)));
  },
});

/** Options of `losses.p2sGradLoss`. */
export type P2SGradLossOptions = OptionsOf<typeof p2sGradLoss>;
