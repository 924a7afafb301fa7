import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Call, Operator, Operators } from './call.ts';

type Reduction = (x: Tensor, axes: readonly number[] | undefined, keepDims: boolean) => Tensor;

/** The axes come as an operand or, in older operator sets, as an attribute. None given means all, or none where the node says so. */
const reduction =
  (f: Reduction): Operator =>
  call => {
    const given = call.knownOr(1, 'axes');
    const keepDims = call.int('keepdims', 1) !== 0;
    const noop = call.int('noop_with_empty_axes', 0) === 1;
    const axes = given?.length ? given : noop ? [] : undefined;
    return f(call.x(), axes, keepDims);
  };

/** Bytes and truths go through int32, which the runtime reduces. */
const ofAnyKind =
  (f: Reduction): Reduction =>
  (x, axes, keepDims) =>
    ['uint8', 'bool'].includes(x.dtype) ? g.cast(f(g.cast(x, 'int32'), axes, keepDims), x.dtype) : f(x, axes, keepDims);

const ofFloats =
  (f: Reduction): Reduction =>
  (x, axes, keepDims) =>
    g.cast(f(g.cast(x, 'float32'), axes, keepDims), x.dtype);

const arg =
  (f: (x: Tensor, axis: number) => Tensor): Operator =>
  call => {
    const x = call.x().dtype === 'uint8' ? g.cast(call.x(), 'int32') : call.x();
    const axis = call.axis(call.int('axis', 0), x.shape.length);
    const keepDims = call.int('keepdims', 1) !== 0;
    const last = call.int('select_last_index', 0) === 1;
    const found = last ? g.sub(x.shape[axis]! - 1, f(reversed(x, axis), axis)) : f(x, axis);
    return keepDims ? g.expandDims(found, axis) : found;
  };

/** x from its end to its start along an axis. */
export function reversed(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis]!;
  const indices = g.constant(
    Array.from({ length: n }, (_, i) => n - 1 - i),
    { dtype: 'int64' },
  );
  return g.gather(x, indices, axis);
}

function cumSum(call: Call): Tensor {
  const x = call.x();
  const axis = call.axis(call.known(1)?.[0] ?? call.fail('an axis as operand 1', 'none'), x.shape.length);
  const reverse = call.int('reverse', 0) === 1;
  const total = g.cumSum(x, axis, reverse);
  return call.int('exclusive', 0) === 1 ? shifted(total, axis, reverse ? -1 : 1) : total;
}

/** x moved on by one place along an axis, 0 where nothing came from. */
function shifted(x: Tensor, axis: number, by: 1 | -1): Tensor {
  const none = x.shape.map(() => 0);
  const one = none.with(axis, 1);
  const n = x.shape[axis]!;
  return by === 1
    ? g.slice(g.pad(x, one, none), { ends: x.shape })
    : g.slice(g.pad(x, none, one), { starts: one, ends: x.shape.with(axis, n + 1) });
}

function topK(call: Call): readonly Tensor[] {
  const k = call.version < 10 ? call.int('k', 1) : (call.known(1)?.[0] ?? call.fail('k as operand 1', 'none'));
  const largest = call.int('largest', 1) === 1;
  call.int('sorted', 1);
  const x = call.x();
  const { values, indices } = g.topK(x, k, { axis: call.axis(call.int('axis', -1), x.shape.length), largest });
  return [values, indices];
}

/** Reductions over axes, running sums and orders. */
export const reductions: Operators = {
  ReduceSum: reduction(ofAnyKind(g.sum)),
  ReduceMean: reduction(ofFloats(g.mean)),
  ReduceProd: reduction(ofAnyKind(g.prod)),
  ReduceMax: reduction(ofAnyKind(g.max)),
  ReduceMin: reduction(ofAnyKind(g.min)),
  ReduceL1: reduction(ofFloats((x, axes, keepDims) => g.sum(g.abs(x), axes, keepDims))),
  ReduceL2: reduction(ofFloats((x, axes, keepDims) => g.safeSqrt(g.sum(g.square(x), axes, keepDims)))),
  ReduceLogSum: reduction(ofFloats((x, axes, keepDims) => g.log(g.sum(x, axes, keepDims)))),
  ReduceLogSumExp: reduction(ofFloats(g.logSumExp)),
  ReduceSumSquare: reduction((x, axes, keepDims) => g.sum(g.mul(x, x), axes, keepDims)),
  ArgMax: arg(g.argMax),
  ArgMin: arg(g.argMin),
  CumSum: cumSum,
  TopK: topK,
};
