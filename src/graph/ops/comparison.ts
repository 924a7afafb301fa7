import { perResult } from '../cost-rules.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { broadcastShape, shapeError } from '../tensor-type.ts';
import { asTensors, broadcastType, type TensorLike } from './operands.ts';

/** y = f(a, b), true or false, elementwise with broadcasting. */
function comparison(name: string, onnx: string, takes: 'numbers' | 'bool' | 'any') {
  const op: Op<undefined> = {
    name,
    type: xs => {
      if (takes !== 'any' && xs.some(x => (x.dtype === 'bool') !== (takes === 'bool')))
        throw shapeError(name, takes, xs);
      return broadcastType(name, xs, 'bool');
    },
    onnx: (write, xs) => write.node(onnx, xs),
    cost: perResult,
    gradient: { none: 'its result is true or false' },
  };
  return (a: TensorLike, b: TensorLike): Tensor => apply(op, asTensors(a, b), undefined);
}

/** Whether a > b, elementwise with broadcasting: bool. Takes numbers of one dtype. */
export const greater = comparison('greater', 'Greater', 'numbers');
/** Whether a ≥ b, elementwise with broadcasting: bool. Takes numbers of one dtype. */
export const greaterOrEqual = comparison('greaterOrEqual', 'GreaterOrEqual', 'numbers');
/** Whether a < b, elementwise with broadcasting: bool. Takes numbers of one dtype. */
export const less = comparison('less', 'Less', 'numbers');
/** Whether a ≤ b, elementwise with broadcasting: bool. Takes numbers of one dtype. */
export const lessOrEqual = comparison('lessOrEqual', 'LessOrEqual', 'numbers');
/** Whether a = b, elementwise with broadcasting: bool. Takes any two operands of one dtype. */
export const equal = comparison('equal', 'Equal', 'any');
/** Whether both are true, elementwise with broadcasting. Takes bool. */
export const and = comparison('and', 'And', 'bool');
/** Whether one or both are true, elementwise with broadcasting. Takes bool. */
export const or = comparison('or', 'Or', 'bool');

const notOp: Op<undefined> = {
  name: 'not',
  type: xs => {
    if (xs[0]!.dtype !== 'bool') throw shapeError('not', 'bool', xs);
    return xs[0]!;
  },
  onnx: (write, xs) => write.node('Not', xs),
  cost: perResult,
  gradient: { none: 'its result is true or false' },
};
/** True where x is false, and false where it is true. Takes bool. */
export const not = (x: Tensor): Tensor => apply(notOp, [x], undefined);

const whereOp: Op<undefined> = {
  name: 'where',
  type: xs => {
    const [condition, a, b] = xs as [Tensor, Tensor, Tensor];
    const both = broadcastShape(a.shape, b.shape);
    const shape = both && broadcastShape(condition.shape, both);
    if (condition.dtype === 'bool' && a.dtype === b.dtype && shape) return { dtype: a.dtype, shape };
    throw shapeError('where', 'a bool condition and two operands of one dtype whose shapes broadcast', xs);
  },
  onnx: (write, xs) => write.node('Where', xs),
  cost: perResult,
  gradient: ({ dy, xs, needs }) => [
    undefined,
    needs[1] ? where(xs[0]!, dy, 0) : undefined,
    needs[2] ? where(xs[0]!, 0, dy) : undefined,
  ],
};
/**
 * `a` where the condition (bool) holds, else `b`, elementwise with broadcasting; a and b are of one dtype. Where the side
 * that is not chosen could be infinite or NaN, guard its argument too: 0 · NaN is NaN in a gradient.
 */
export const where = (condition: Tensor, a: TensorLike, b: TensorLike): Tensor =>
  apply(whereOp, [condition, ...asTensors(a, b)], undefined);
