import { sizeOf } from '../../nd-array.ts';
import { Float, type OnnxWriter } from '../onnx/writer.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { requireFloat, shapeError } from '../tensor-type.ts';

/** TensorProto.DataType of float64 and float32. */
const [FLOAT64, FLOAT32] = [11, 1];

const wide = (write: OnnxWriter, x: string): string => write.node('Cast', [x], { to: FLOAT64 });
const narrow = (write: OnnxWriter, x: string): string => write.node('Cast', [x], { to: FLOAT32 });

/** What the rounding of float32 operands leaves of ‖a − b‖² where a = b, relative to ‖a‖² + ‖b‖². */
const NOISE = 1e-14;

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
  // ‖a‖² + ‖b‖² − 2 a·b in float64: in float32 the difference would lose distances below a thousandth of the lengths.
  onnx: (write, [a, b]) => {
    const x = wide(write, a!);
    const y = a === b ? x : wide(write, b!);
    const lengths = [
      write.node('ReduceSumSquare', [x], { axes: [1], keepdims: 1 }), // [m, 1]
      write.node('ReduceSumSquare', [y], { axes: [1], keepdims: 0 }), // [n]
    ];
    const size = write.node('Add', lengths); // [m, n]
    const d2 = write.node('Gemm', [x, y, size], { alpha: new Float(-2), transB: 1 });
    const noise = write.node('Mul', [size, wide(write, write.constant('float32', [NOISE], []))]);
    const zero = write.constant('float32', [0], []);
    return write.node('Where', [write.node('Greater', [d2, noise]), narrow(write, d2), zero]);
  },
  cost: ({ xs, ys }) => {
    const pairs = sizeOf(ys[0]!.shape);
    return { operations: pairs * (2 * xs[0]!.shape[1]! + 4), bytes: 3 * 8 * pairs };
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
  onnx: (write, [dy, x, y], { transposed }) => {
    const slopes = wide(write, dy!);
    const summed = write.node('ReduceSum', [slopes, write.ints([transposed ? 0 : 1])], { keepdims: 0 });
    const totals = write.node('Reshape', [summed, write.ints([-1, 1])]); // [m, 1]
    const own = write.node('Mul', [wide(write, x!), totals]);
    const attributes = { alpha: new Float(-2), beta: new Float(2), transA: Number(transposed) };
    return narrow(write, write.node('Gemm', [slopes, wide(write, y!), own], attributes));
  },
  cost: ({ xs: [dy, x, y] }) => ({
    operations: sizeOf(dy!.shape) * (2 * x!.shape[1]! + 1) + 3 * sizeOf(x!.shape),
    bytes: 8 * (sizeOf(dy!.shape) + 3 * sizeOf(x!.shape) + sizeOf(y!.shape)),
  }),
  gradient: { none: 'second derivatives of distances are not implemented' },
};
