import { NearfarError } from '../errors.ts';
import { constant, l2Normalize, matmul, minimum, mul, safeSqrt, sub, sum } from '../graph/ops/index.ts';
import type { Regularizer } from './regularizer.ts';

export interface SparseCentersRegularizerOptions {
  /** How many centres each class has, at least 2; the centres of a class stand together. */
  centersPerClass: number;
}

/**
 * Σ √(2 − 2 cos(wᵢ, wⱼ)) / 2n over the n pairs of centres of one class: pulls superfluous centres into one
 * (SoftTriple; Qian et al. 2019). Two centres in one place cost and push nothing.
 */
export const sparseCentersRegularizer = ({ centersPerClass }: SparseCentersRegularizerOptions): Regularizer => ({
  name: 'sparse-centers',
  options: { centersPerClass },
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
});

const pairsOfAClass = (n: number, centers: number): Float32Array =>
  Float32Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i < j && Math.floor(i / centers) === Math.floor(j / centers) ? 1 : 0;
  });
