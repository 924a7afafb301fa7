import { NearfarError } from '../errors.ts';
import { toMatrix } from '../given-array.ts';
import { evaluate } from '../graph/evaluate.ts';
import { input } from '../graph/ops/index.ts';
import type { Matrix, NdArray } from '../nd-array.ts';
import { givenValues, type ParameterValues, Scope } from '../nn/scope.ts';
import type { Distance } from './distance.ts';

/**
 * The distance of every row of `a` [M, D] to every row of `b` [N, D]: [M, N]. Weights of a learned distance are those in
 * `parameters`, by name, or else as they are before training.
 */
export async function pairwise(
  distance: Distance,
  a: Matrix,
  b: Matrix,
  { parameters = {} }: { parameters?: ParameterValues } = {},
): Promise<NdArray> {
  const [x, y] = [toMatrix(a, 'distances.pairwise'), toMatrix(b, 'distances.pairwise')];
  if (x.shape[1] !== y.shape[1]) {
    throw new NearfarError({
      who: 'distances.pairwise',
      expected: `rows of ${x.shape[1]} numbers in both`,
      got: `rows of ${y.shape[1]} in the second`,
    });
  }
  const scope = new Scope({ training: false });
  const matrix = distance.matrix(input('a', 'float32', x.shape), input('b', 'float32', y.shape), scope);
  const weights = givenValues('distances.pairwise', scope.parameters, parameters);
  const results = await evaluate({ matrix }, { a: x.data, b: y.data, ...weights });
  return results['matrix']!;
}
