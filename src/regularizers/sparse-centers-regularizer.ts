import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import { constant, l2Normalize, matmul, minimum, mul, safeSqrt, sub, sum } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineRegularizer } from './regularizer.ts';

/** Merges the centres of a class that are not needed. */
export const sparseCentersRegularizer = defineRegularizer({
  name: 'sparse-centers',
  summary: 'The distances between the centres of a class: it merges centres that are not needed.',
  equation: 'Σ √(2 − 2 cos(wᵢ, wⱼ)) / 2n, over the n pairs of centres of one class',
  notes: 'The centres of a class stand in a row. Two centres in one place cost nothing and have no gradient.',
  paper: 'SoftTriple; Qian et al. 2019',
  options: { centersPerClass: z.int().min(1).describe('How many centres each class has, at least 2.') },
  make: ({ centersPerClass }) => ({
    compute: rows => {
      const n = rows.shape[0]!;
      if (!(centersPerClass >= 2 && n % centersPerClass === 0)) {
        throw new NearfarError({
          who: 'sparseCentersRegularizer',
          expected: 'centersPerClass of 2 or more, and so many centres for each class',
          got: `${centersPerClass} and ${n} centres`,
        });
      }
      const unit = l2Normalize(rows);
      const distances = safeSqrt(sub(2, minimum(mul(matmul(unit, unit, { transposeB: true }), 2), 2))); // [N, N]
      const pairs = (n * (centersPerClass - 1)) / 2;
      return mul(sum(mul(distances, constant(pairsOfAClass(n, centersPerClass), { shape: [n, n] }))), 1 / (2 * pairs));
    },
  }),
});

/** Options of `regularizers.sparseCentersRegularizer`. */
export type SparseCentersRegularizerOptions = OptionsOf<typeof sparseCentersRegularizer>;

const pairsOfAClass = (n: number, centers: number): Float32Array =>
  Float32Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i < j && Math.floor(i / centers) === Math.floor(j / centers) ? 1 : 0;
  });
