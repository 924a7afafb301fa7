import { perResult } from '../cost-rules.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { requireFloat } from '../tensor-type.ts';

/** How a function of one number takes the gradient of its result y = f(x) back to x. */
export type UnaryGradient = (dy: Tensor, x: Tensor, y: Tensor) => Tensor;

/** An operation of one ONNX node on float32, elementwise. */
export function unaryOf(name: string, onnx: string, gradient: UnaryGradient | { none: string }): (x: Tensor) => Tensor {
  const op: Op<undefined> = {
    name,
    type: xs => requireFloat(name, xs),
    onnx: (write, xs) => write.node(onnx, xs),
    cost: perResult,
    gradient: typeof gradient === 'function' ? ({ dy, xs, y }) => [gradient(dy, xs[0]!, y)] : gradient,
  };
  return x => apply(op, [x], undefined);
}
