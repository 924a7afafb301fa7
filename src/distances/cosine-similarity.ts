import { l2Normalize, matmul, mul, sum } from '../graph/ops/index.ts';
import type { Distance } from './distance.ts';

/** a·b / (‖a‖ ‖b‖), a similarity from −1 to 1. */
export function cosineSimilarity(): Distance {
  return {
    name: 'cosine',
    options: {},
    inverted: true,
    matrix: (a, b) => matmul(l2Normalize(a), l2Normalize(b), { transposeB: true }),
    paired: (a, b) => sum(mul(l2Normalize(a), l2Normalize(b)), -1),
    asEuclidean: x => l2Normalize(x),
    euclideanOrder: true,
  };
}
