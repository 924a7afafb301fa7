import { sizeOf } from '../../nd-array.ts';
import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import { type Call, type Operator, type Operators, withKnown } from './call.ts';

/** eˣ − 1 of what is negative, 0 elsewhere; its slope at 0 is 1, as PyTorch has it. */
const belowZero = (x: Tensor, scale = 1): Tensor => g.sub(g.exp(g.mul(g.minimum(x, 0), scale)), 1);

/** Within low and high, either of which may be missing. */
function clip(x: Tensor, low: Tensor | undefined, high: Tensor | undefined, isZero: boolean): Tensor {
  // From 0 on, the slope at 0 is that of ReLU and ReLU6: none.
  const raised = low === undefined ? x : isZero && x.dtype === 'float32' ? g.relu(x) : g.maximum(x, low);
  return high === undefined ? raised : g.minimum(raised, high);
}

function readClip(call: Call): Tensor {
  const x = call.x();
  const wide = x.dtype === 'uint8' ? g.cast(x, 'int32') : x;
  const bound = (place: number, attribute: string): Tensor | undefined => {
    const given = call.xs[place] ?? (call.version < 11 ? asConstant(call.float(attribute)) : undefined);
    return given && g.cast(g.reshape(given, []), wide.dtype);
  };
  const [low, high] = [bound(1, 'min'), bound(2, 'max')];
  return g.cast(clip(wide, low, high, call.xs[1] !== undefined && isKnownZero(call)), x.dtype);
}

const asConstant = (value: number | undefined): Tensor | undefined =>
  value === undefined ? undefined : g.constant(value);

function isKnownZero(call: Call): boolean {
  return call.isKnown(1) && call.known(1)![0] === 0;
}

/** Before operator set 13 all axes from `axis` on (default 1) were one. */
function overAxis(f: (x: Tensor, axis: number) => Tensor): Operator {
  return call => {
    const x = call.x();
    if (call.version >= 13) return f(x, call.int('axis', -1));
    const axis = call.axis(call.int('axis', 1), x.shape.length);
    const rows = g.reshape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
    return g.reshape(f(rows, 1), x.shape);
  };
}

function hardmax(x: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const hot = g.oneHot(g.argMax(x, at), x.shape[at]!); // the axis comes last
  const order = x.shape.map((_, i) => (i < at ? i : i === at ? x.shape.length - 1 : i - 1));
  return g.transpose(hot, order);
}

function shrink(x: Tensor, bias: number, lambd: number): Tensor {
  const negative = g.where(g.less(x, -lambd), g.add(x, bias), 0);
  return g.where(g.greater(x, lambd), g.sub(x, bias), negative);
}

const hardSigmoid = (x: Tensor, alpha: number, beta: number): Tensor => g.clip(g.add(g.mul(x, alpha), beta), 0, 1);

/** GELU by the tangens hyperbolicus that comes near to it. */
export const geluByTanh = (x: Tensor): Tensor => {
  const inner = g.mul(g.add(x, g.mul(g.mul(g.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return g.mul(g.mul(x, 0.5), g.add(g.tanh(inner), 1));
};

/** Activations. */
export const activations: Operators = {
  Relu: call => (call.x().dtype === 'float32' ? g.relu(call.x()) : g.maximum(call.x(), 0)),
  LeakyRelu: call => g.leakyRelu(call.x(), call.float('alpha', 0.01)),
  PRelu: call => g.add(g.relu(call.x(0)), g.mul(call.x(1), g.minimum(call.x(0), 0))),
  Elu: call => g.add(g.relu(call.x()), g.mul(belowZero(call.x()), call.float('alpha', 1))),
  Selu: call => {
    const [alpha, gamma] = [call.float('alpha', 1.6732632423543772), call.float('gamma', 1.0507009873554805)];
    return g.mul(g.add(g.relu(call.x()), g.mul(belowZero(call.x()), alpha)), gamma);
  },
  Celu: call => {
    const alpha = call.float('alpha', 1);
    return g.add(g.relu(call.x()), g.mul(belowZero(call.x(), 1 / alpha), alpha));
  },
  ThresholdedRelu: call => g.where(g.greater(call.x(), call.float('alpha', 1)), call.x(), 0),
  HardSigmoid: call => hardSigmoid(call.x(), call.float('alpha', 0.2), call.float('beta', 0.5)),
  HardSwish: call => g.mul(call.x(), hardSigmoid(call.x(), 1 / 6, 0.5)),
  Sigmoid: call => g.sigmoid(call.x()),
  Tanh: call => g.tanh(call.x()),
  Softplus: call => g.softplus(call.x()),
  Softsign: call => g.div(call.x(), g.add(g.abs(call.x()), 1)),
  Mish: call => g.mul(call.x(), g.tanh(g.softplus(call.x()))),
  Gelu: call => (call.text('approximate', 'none', ['none', 'tanh']) === 'tanh' ? geluByTanh : g.gelu)(call.x()),
  Shrink: call => shrink(call.x(), call.float('bias', 0), call.float('lambd', 0.5)),
  Clip: withKnown([1, 2], readClip),
  Softmax: overAxis(g.softmax),
  LogSoftmax: overAxis(g.logSoftmax),
  Hardmax: overAxis(hardmax),
};
