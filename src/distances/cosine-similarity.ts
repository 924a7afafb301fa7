import { l2Normalize, matmul, mul, sum } from '../graph/ops/index.ts';
import { defineDistance } from './distance.ts';

/** The cosine similarity, −1 to 1. */
export const cosineSimilarity = defineDistance({
  name: 'cosine',
  summary: 'The cosine of the angle between two embeddings: a similarity from −1 to 1.',
  equation: 'a·b / (‖a‖ ‖b‖)',
  options: {},
  make: () => ({
    inverted: true,
    matrix: (a, b) => matmul(l2Normalize(a), l2Normalize(b), { transposeB: true }),
    paired: (a, b) => sum(mul(l2Normalize(a), l2Normalize(b)), -1),
    asEuclidean: x => l2Normalize(x),
    euclideanOrder: true,
  }),
});
