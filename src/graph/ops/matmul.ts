import { sizeOf } from '../../nd-array.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { broadcastShape, requireFloat, shapeError } from '../tensor-type.ts';
import { sum } from './reduce.ts';
import { reshape } from './shape.ts';

interface MatmulAttrs {
  /** Whether the first operand is given as [..., k, m]; default false. */
  readonly transposeA: boolean;
  /** Whether the second operand is given as [..., n, k]; default false. */
  readonly transposeB: boolean;
}

const matrixOf = (x: Tensor, transposed: boolean): readonly [number, number] => {
  const [m, n] = x.shape.slice(-2) as [number, number];
  return transposed ? [n, m] : [m, n];
};

const matmulOp: Op<MatmulAttrs> = {
  name: 'matmul',
  type: (xs, { transposeA, transposeB }) => {
    const [a, b] = xs as [Tensor, Tensor];
    const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const fits = a.shape.length >= 2 && b.shape.length >= 2 && a.dtype === 'float32' && b.dtype === 'float32' && batch;
    if (!fits || matrixOf(a, transposeA)[1] !== matrixOf(b, transposeB)[0]) {
      throw shapeError('matmul', 'float32 matrices [..., m, k] and [..., k, n]', xs);
    }
    return { dtype: 'float32', shape: [...batch, matrixOf(a, transposeA)[0], matrixOf(b, transposeB)[1]] };
  },
  onnx: (write, [a, b], { transposeA, transposeB }, node) => {
    const flat = node.inputs.every(x => x.shape.length === 2);
    if (flat && (transposeA || transposeB)) {
      return write.node('Gemm', [a!, b!], { transA: Number(transposeA), transB: Number(transposeB) });
    }
    const turned = (name: string, x: Tensor, transposed: boolean) =>
      transposed ? write.node('Transpose', [name], { perm: swapLast(x.shape.length) }) : name;
    return write.node('MatMul', [turned(a!, node.inputs[0]!, transposeA), turned(b!, node.inputs[1]!, transposeB)]);
  },
  cost: ({ xs, ys, attrs: { transposeA } }) => 2 * sizeOf(ys[0]!.shape) * xs[0]!.shape.at(transposeA ? -2 : -1)!,
  // With A and B the operands as multiplied: dA = dy·Bᵀ, dB = Aᵀ·dy.
  gradient: ({ dy, xs, attrs: { transposeA, transposeB }, needs }) => {
    const [a, b] = xs as [Tensor, Tensor];
    const da = () => (transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB));
    const db = () => (transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false));
    return [needs[0] ? da() : undefined, needs[1] ? db() : undefined];
  },
};

const swapLast = (rank: number): number[] => [...Array(rank - 2).keys(), rank - 1, rank - 2];

const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor =>
  apply(matmulOp, [a, b], { transposeA, transposeB });

/**
 * The matrix product [..., m, k] × [..., k, n] → [..., m, n], float32, batch axes broadcast. Either operand may be given
 * transposed, where `transposeA` or `transposeB` says so.
 */
export function matmul(a: Tensor, b: Tensor, options: Partial<MatmulAttrs> = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  const foldable = a.shape.length > 2 && b.shape.length === 2 && !transposeA;
  if (!foldable) return product(a, b, transposeA, transposeB);
  matmulOp.type([a, b], { transposeA, transposeB }); // complains of the shapes as given, not as folded
  const folded = reshape(a, [sizeOf(a.shape.slice(0, -1)), a.shape.at(-1)!]);
  return reshape(product(folded, b, false, transposeB), [...a.shape.slice(0, -1), matrixOf(b, transposeB)[1]]);
}

const linearOp: Op<undefined> = {
  name: 'linear',
  type: xs => {
    const [x, w, b] = xs as [Tensor, Tensor, Tensor];
    requireFloat('linear', xs);
    const fits = x.shape.length === 2 && w.shape.length === 2 && b.shape.length === 1;
    if (!fits || x.shape[1] !== w.shape[1] || w.shape[0] !== b.shape[0]) {
      throw shapeError('linear', 'x [n, in], weight [out, in] and bias [out]', xs);
    }
    return { dtype: 'float32', shape: [x.shape[0]!, w.shape[0]!] };
  },
  onnx: (write, xs) => write.node('Gemm', xs, { transB: 1 }),
  cost: ({ xs, ys }) => 2 * sizeOf(ys[0]!.shape) * xs[0]!.shape[1]!,
  gradient: ({ dy, xs, needs }) => [
    needs[0] ? matmul(dy, xs[1]!) : undefined,
    needs[1] ? matmul(dy, xs[0]!, { transposeA: true }) : undefined,
    needs[2] ? sum(dy, 0) : undefined,
  ],
};
/** x·Wᵀ + b: x [n, in], weight [out, in], bias [out] (default none) → [n, out], float32. */
export const linear = (x: Tensor, weight: Tensor, bias?: Tensor): Tensor =>
  bias === undefined ? matmul(x, weight, { transposeB: true }) : apply(linearOp, [x, weight, bias], undefined);
