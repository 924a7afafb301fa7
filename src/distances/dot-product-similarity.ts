import { l2Normalize, matmul, mul, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { defineDistance } from './distance.ts';
import { normalize } from './options.ts';

/** The dot product, a similarity. */
export const dotProductSimilarity = defineDistance({
  name: 'dot-product',
  summary: 'The dot product of two embeddings, a similarity.',
  equation: 'a·b',
  notes: 'With `normalize` it is the cosine, −1 to 1.',
  options: { normalize },
  make({ normalize }) {
    const prepared = (x: Tensor) => (normalize ? l2Normalize(x) : x);
    return {
      inverted: true,
      matrix: (a, b) => matmul(prepared(a), prepared(b), { transposeB: true }),
      paired: (a, b) => sum(mul(prepared(a), prepared(b)), -1),
      ...(normalize && { asEuclidean: prepared, euclideanOrder: true }),
    };
  },
});

/** Options of `distances.dotProductSimilarity`. */
export type DotProductSimilarityOptions = OptionsOf<typeof dotProductSimilarity>;
