import { sizeOf } from '../../nd-array.ts';
import type { OnnxWriter } from '../onnx/writer.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { requireFloat, shapeError } from '../tensor-type.ts';

/** TensorProto.DataType of float64 and float32. */
const [FLOAT64, FLOAT32] = [11, 1];

const wide = (write: OnnxWriter, x: string): string => write.node('Cast', [x], { to: FLOAT64 });
const narrow = (write: OnnxWriter, x: string): string => write.node('Cast', [x], { to: FLOAT32 });
const number = (write: OnnxWriter, value: number): string => wide(write, write.constant('float32', [value], [1, 1]));
const beside = (write: OnnxWriter, columns: readonly string[]): string => write.node('Concat', columns, { axis: 1 });
const lengths = (write: OnnxWriter, x: string): string =>
  write.node('ReduceSumSquare', [x], { axes: [1], keepdims: 1 });

/** A column of ones. */
const ones = (write: OnnxWriter, rows: number): string =>
  write.node('Expand', [number(write, 1), write.ints([rows, 1])]);

/** What the rounding of float32 operands leaves of ‖a − b‖² where a = b, relative to ‖a‖². */
const NOISE = 2e-14;

const squaredDistancesOp: Op<undefined> = {
  name: 'squaredDistances',
  type: xs => {
    const [a, b] = xs as [Tensor, Tensor];
    requireFloat('squaredDistances', xs);
    if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[1] !== b.shape[1]) {
      throw shapeError('squaredDistances', 'matrices [m, d] and [n, d]', xs);
    }
    return { dtype: 'float32', shape: [a.shape[0]!, b.shape[0]!] };
  },
  // ‖a‖² + ‖b‖² − 2 a·b as one product (a, ‖a‖², 1) · (−2 b, 1, ‖b‖²) in float64: float32 would lose distances below a
  // thousandth of the lengths.
  onnx: (write, [a, b], _, node) => {
    const [m, n] = node.inputs.map(({ shape }) => shape[0]!) as [number, number];
    const x = wide(write, a!);
    const y = a === b ? x : wide(write, b!);
    const own = lengths(write, x); // [m, 1]
    const left = beside(write, [x, own, ones(write, m)]); // [m, d + 2]
    const right = beside(write, [write.node('Mul', [y, number(write, -2)]), ones(write, n), lengths(write, y)]);
    const d2 = write.node('Gemm', [left, right], { transB: 1 }); // [m, n]
    const same = write.node('LessOrEqual', [d2, write.node('Mul', [own, number(write, NOISE)])]); // false of NaN
    return write.node('Where', [same, write.constant('float32', [0], []), narrow(write, d2)]);
  },
  cost: ({ xs, ys }) => {
    const pairs = sizeOf(ys[0]!.shape);
    return { operations: pairs * 2 * (xs[0]!.shape[1]! + 3), bytes: 8 * pairs };
  },
  gradient: ({ dy, xs, needs }) => {
    const [a, b] = xs as [Tensor, Tensor];
    return [
      needs[0] ? apply(gradientOp, [dy, a, b], { transposed: false }) : undefined,
      needs[1] ? apply(gradientOp, [dy, b, a], { transposed: true }) : undefined,
    ];
  },
};

/**
 * The squared Euclidean distance of every row of a [m, d] to every row of b [n, d]: [m, n], float32, at least 0. It is computed
 * in float64, so that what float32 tells apart is never lost in rounding; of rows that float32 hardly tells apart it is 0.
 */
export const squaredDistances = (a: Tensor, b: Tensor): Tensor => apply(squaredDistancesOp, [a, b], undefined);

/** dx = 2·(x·Σ dy − dy·y) of inputs dy [m, n] (or, transposed, [n, m]), x [m, d] and y [n, d]: [m, d]. */
const gradientOp: Op<{ transposed: boolean }> = {
  name: 'squaredDistancesGradient',
  type: ([, x]) => x!,
  onnx: (write, [dy, x, y], { transposed }, node) => {
    const [n, d] = node.inputs[2]!.shape as [number, number];
    const others = beside(write, [wide(write, y!), ones(write, n)]); // its last column adds up the slopes
    const product = write.node('Gemm', [wide(write, dy!), others], { transA: Number(transposed) }); // [m, d + 1]
    const [theirs, totals] = write.nodeWithOutputs(2, 'Split', [product, write.ints([d, 1])], { axis: 1 });
    const own = write.node('Mul', [wide(write, x!), totals!]);
    return narrow(write, write.node('Mul', [write.node('Sub', [own, theirs!]), number(write, 2)]));
  },
  cost: ({ xs: [dy, x, y] }) => ({
    operations: sizeOf(dy!.shape) * (2 * x!.shape[1]! + 1) + 3 * sizeOf(x!.shape),
    bytes: 8 * (sizeOf(dy!.shape) + 3 * sizeOf(x!.shape) + sizeOf(y!.shape)),
  }),
  gradient: { none: 'second derivatives of distances are not implemented' },
};
