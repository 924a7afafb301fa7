import { NearfarError } from '../errors.ts';
import { evaluate } from '../graph/evaluate.ts';
import { input } from '../graph/ops/index.ts';
import { type Matrix, type NdArray, toMatrix } from '../nd-array.ts';
import type { Distance } from './distance.ts';

/** The distance of every row of `a` [M, D] to every row of `b` [N, D]: [M, N]. */
export async function pairwise(distance: Distance, a: Matrix, b: Matrix): Promise<NdArray> {
  const [x, y] = [toMatrix(a, 'distances.pairwise'), toMatrix(b, 'distances.pairwise')];
  if (x.shape[1] !== y.shape[1]) {
    throw new NearfarError({
      who: 'distances.pairwise',
      expected: `rows of ${x.shape[1]} numbers in both`,
      got: `rows of ${y.shape[1]} in the second`,
    });
  }
  const matrix = distance.matrix(input('a', 'float32', x.shape), input('b', 'float32', y.shape));
  const results = await evaluate({ matrix }, { a: x.data, b: y.data });
  return results['matrix']!;
}
