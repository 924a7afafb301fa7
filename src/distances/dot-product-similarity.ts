import { l2Normalize, matmul, mul, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Distance } from './distance.ts';

/** a·b, a similarity; `normalize` (default true) makes it the cosine. */
export function dotProductSimilarity({ normalize = true }: { normalize?: boolean } = {}): Distance {
  const prepared = (x: Tensor) => (normalize ? l2Normalize(x) : x);
  return {
    name: 'dot-product',
    options: { normalize },
    inverted: true,
    matrix: (a, b) => matmul(prepared(a), prepared(b), { transposeB: true }),
    paired: (a, b) => sum(mul(prepared(a), prepared(b)), -1),
    ...(normalize && { asEuclidean: prepared, euclideanOrder: true }),
  };
}
