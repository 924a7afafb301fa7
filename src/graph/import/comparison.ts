import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Operator, Operators } from './call.ts';

type Binary = (a: Tensor, b: Tensor) => Tensor;

/** The runtime compares no bytes. */
const comparison =
  (f: Binary): Operator =>
  call => {
    const [a, b] = [call.x(0), call.x(1)];
    return a.dtype === 'uint8' ? f(g.cast(a, 'int32'), g.cast(b, 'int32')) : f(a, b);
  };

const logic =
  (f: Binary): Operator =>
  call =>
    f(call.x(0), call.x(1));

/** The runtime chooses between no truths. */
function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  if (a.dtype !== 'bool') return g.where(condition, a, b);
  return g.cast(g.where(condition, g.cast(a, 'int32'), g.cast(b, 'int32')), 'bool');
}

/** Comparison, logic and choice. */
export const comparisons: Operators = {
  Equal: comparison(g.equal),
  Greater: comparison(g.greater),
  GreaterOrEqual: comparison(g.greaterOrEqual),
  Less: comparison(g.less),
  LessOrEqual: comparison(g.lessOrEqual),
  And: logic(g.and),
  Or: logic(g.or),
  Xor: logic((a, b) => g.not(g.equal(a, b))),
  Not: call => g.not(call.x()),
  Where: call => where(call.x(0), call.x(1), call.x(2)),
  IsNaN: call => g.not(g.equal(call.x(), call.x())),
  IsInf: call => {
    const [below, above] = [call.int('detect_negative', 1) === 1, call.int('detect_positive', 1) === 1];
    const negative = g.equal(call.x(), Number.NEGATIVE_INFINITY);
    const positive = g.equal(call.x(), Number.POSITIVE_INFINITY);
    if (below && above) return g.or(negative, positive);
    return below ? negative : above ? positive : g.and(negative, positive);
  },
};
