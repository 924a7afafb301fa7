import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import { sameShape } from '../tensor-type.ts';
import type { Call, Operators } from './call.ts';
import { einsum } from './einsum.ts';

/** NumPy's matmul: a vector is a row on the left and a column on the right. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const left = a.shape.length === 1 ? g.expandDims(a, 0) : a;
  const right = b.shape.length === 1 ? g.expandDims(b, 1) : b;
  const product = g.matmul(left, right);
  const kept = product.shape.filter(
    (_, axis) =>
      !(a.shape.length === 1 && axis === product.shape.length - 2) &&
      !(b.shape.length === 1 && axis === product.shape.length - 1),
  );
  return g.reshape(product, kept);
}

function gemm(call: Call): Tensor {
  const [a, b, c] = [call.x(0), call.x(1), call.xs[2]];
  const [alpha, beta] = [call.float('alpha', 1), call.float('beta', 1)];
  const [transposeA, transposeB] = [call.int('transA', 0) !== 0, call.int('transB', 0) !== 0];
  call.int('broadcast'); // operator set 6 had to be told
  if (a.shape.length !== 2 || b.shape.length !== 2)
    call.fail('two matrices', `${a.shape.length} and ${b.shape.length} axes`);
  const isLayer = transposeB && !transposeA && alpha === 1 && beta === 1 && c && sameShape(c.shape, [b.shape[0]!]);
  if (isLayer) return g.linear(a, b, c);
  const product = g.mul(g.matmul(a, b, { transposeA, transposeB }), alpha);
  return c === undefined ? product : g.add(product, g.mul(c, beta));
}

/** Products of matrices. */
export const matrices: Operators = {
  MatMul: call => matmul(call.x(0), call.x(1)),
  Gemm: gemm,
  Einsum: call => {
    const equation = call.text('equation', '');
    return einsum(equation, call.all(), (expected, got) => call.fail(expected, got));
  },
};
