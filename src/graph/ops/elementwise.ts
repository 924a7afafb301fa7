import { perResult } from '../cost-rules.ts';
import { Float } from '../onnx/writer.ts';
import { apply, isTensor, type Op, type Tensor } from '../tensor.ts';
import { requireFloat, shapeError } from '../tensor-type.ts';
import { cast } from './cast.ts';
import { equal, greater, greaterOrEqual, less, lessOrEqual, where } from './comparison.ts';
import { asTensor, asTensors, broadcastType, type TensorLike } from './operands.ts';
import { unaryOf } from './unary.ts';

// ---- one operand

type Slope = (x: Tensor, y: Tensor) => TensorLike;

const unary = (name: string, onnx: string, slope: Slope | { none: string }) =>
  unaryOf(name, onnx, typeof slope === 'function' ? (dy, x, y) => mul(dy, slope(x, y)) : slope);

const stepwise = { none: 'it is constant almost everywhere' };

/** eˣ of each number; d(eˣ) = eˣ dx. */
export const exp = unary('exp', 'Exp', (_, y) => y);
/** The natural logarithm of each number: −∞ at 0, NaN below; d(ln x) = dx / x. */
export const log = unary('log', 'Log', x => reciprocal(x));
/** The square root of each number, NaN below 0; d(√x) = dx / 2√x, infinite at 0, where `safeSqrt` has 0. */
export const sqrt = unary('sqrt', 'Sqrt', (_, y) => div(0.5, y));
/** The absolute value of each number; d|x| = sign(x) dx, 0 at 0. */
export const abs = unary('abs', 'Abs', x => sign(x));
/** 1/x of each number; d(1/x) = −dx / x². */
export const reciprocal = unary('reciprocal', 'Reciprocal', (_, y) => neg(mul(y, y)));
/** The sine of each number, in radians; d(sin x) = cos x dx. */
export const sin = unary('sin', 'Sin', x => cos(x));
/** The cosine of each number, in radians; d(cos x) = −sin x dx. */
export const cos: (x: Tensor) => Tensor = unary('cos', 'Cos', x => neg(sin(x)));
/**
 * The angle from 0 to π whose cosine x is, NaN outside [−1, 1]; d(arccos x) = −dx / √(1 − x²), infinite at ±1: clip the
 * argument away from it.
 */
export const acos = unary('acos', 'Acos', x => neg(reciprocal(sqrt(sub(1, mul(x, x))))));
/** The hyperbolic tangent of each number, from −1 to 1; d(tanh x) = (1 − tanh² x) dx. */
export const tanh = unary('tanh', 'Tanh', (_, y) => sub(1, mul(y, y)));
/** The logistic function σ(x) = 1/(1 + e⁻ˣ), from 0 to 1; σ′ = σ(1 − σ). */
export const sigmoid = unary('sigmoid', 'Sigmoid', (_, y) => mul(y, sub(1, y)));
/**
 * ln(1 + eˣ), without overflow; its slope is σ(x), here e^(−ln(1 + e⁻ˣ)), since a runtime's Sigmoid is 0 from −18 on down.
 */
export const softplus: (x: Tensor) => Tensor = unary('softplus', 'Softplus', x => exp(neg(softplus(neg(x)))));
/** The error function, from −1 to 1; d(erf x) = 2/√π · e^(−x²) dx. */
export const erf = unary('erf', 'Erf', x => mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x)))));
/** −1, 0 or 1 by the sign of each number. It has no gradient. */
export const sign = unary('sign', 'Sign', stepwise);
/** The greatest whole number that is no greater. It has no gradient. */
export const floor = unary('floor', 'Floor', stepwise);
/** The smallest whole number that is no smaller. It has no gradient. */
export const ceil = unary('ceil', 'Ceil', stepwise);
/** The nearest whole number, the even one of two. It has no gradient. */
export const round = unary('round', 'Round', stepwise);

const negOp: Op<undefined> = {
  name: 'neg',
  type: xs => {
    if (['uint8', 'bool'].includes(xs[0]!.dtype)) throw shapeError('neg', 'signed numbers', xs);
    return xs[0]!;
  },
  onnx: (write, xs) => write.node('Neg', xs),
  cost: perResult,
  gradient: ({ dy }) => [neg(dy)],
};
/** −x of each number; x is float32, int32 or int64. */
export const neg = (x: Tensor): Tensor => apply(negOp, [x], undefined);

/** max(x, 0) of each number; its slope at 0 is 0. */
export const relu = unary('relu', 'Relu', (_, y) => cast(greater(y, 0), 'float32')); // read off y, so that x need not be kept

const leakyReluOp: Op<{ slope: number }> = {
  name: 'leakyRelu',
  type: xs => requireFloat('leakyRelu', xs),
  onnx: (write, xs, { slope }) => write.node('LeakyRelu', xs, { alpha: new Float(slope) }),
  cost: perResult,
  gradient: ({ dy, xs, attrs }) => [where(greater(xs[0]!, 0), dy, mul(dy, attrs.slope))],
};
/** x where positive, else slope·x; `slope` defaults to 0.01. */
export const leakyRelu = (x: Tensor, slope = 0.01): Tensor => apply(leakyReluOp, [x], { slope });

/** x · Φ(x), Φ the normal distribution's (Hendrycks & Gimpel 2016), exact by erf. */
export const gelu = (x: Tensor): Tensor => mul(mul(x, 0.5), add(1, erf(mul(x, Math.SQRT1_2))));

/** x · σ(x), also called swish (Ramachandran et al. 2017). */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

/** x · x of each number. */
export const square = (x: Tensor): Tensor => mul(x, x);

// ---- two operands, broadcast

type BinarySlopes = (a: Tensor, b: Tensor, y: Tensor) => readonly [() => TensorLike, () => TensorLike];

/** y = f(a, b) elementwise with broadcasting; da = dy·∂f/∂a, db = dy·∂f/∂b. */
function binary(name: string, onnx: string, slopes: BinarySlopes) {
  const op: Op<undefined> = {
    name,
    type: xs => broadcastType(name, xs, xs[0]!.dtype),
    onnx: (write, xs) => write.node(onnx, xs),
    cost: perResult,
    gradient: ({ dy, xs, y, needs }) =>
      slopes(xs[0]!, xs[1]!, y).map((slope, i) => (needs[i] ? mul(dy, slope()) : undefined)),
  };
  return (a: TensorLike, b: TensorLike): Tensor => apply(op, asTensors(a, b), undefined);
}

/** a + b, elementwise with broadcasting; both of one dtype. */
export const add = binary('add', 'Add', () => [() => 1, () => 1]);
/** a − b, elementwise with broadcasting; both of one dtype. */
export const sub = binary('sub', 'Sub', () => [() => 1, () => -1]);
/** a / b, elementwise with broadcasting; both of one dtype; d(a/b) = da/b − (a/b) db/b. */
export const div = binary('div', 'Div', (_a, b, y) => [() => reciprocal(b), () => neg(div(y, b))]);
/** aᵇ, elementwise with broadcasting; d(aᵇ) = b·aᵇ⁻¹ da + aᵇ ln a db, the former 0 where b is 0, the latter where a is not positive. */
export const pow = binary('pow', 'Pow', (a, b, y) => [
  () => mul(b, pow(a, where(equal(b, 0), 0, sub(b, 1)))), // not 0 · 0⁻¹
  () => mul(y, log(where(greater(a, 0), a, 1))),
]);
/** The greater of both, elementwise with broadcasting; where they are equal the slope goes to the first. */
export const maximum = binary('maximum', 'Max', (a, b) => [
  () => cast(greaterOrEqual(a, b), 'float32'),
  () => cast(less(a, b), 'float32'),
]);
/** The smaller of both, elementwise with broadcasting; where they are equal the slope goes to the first. */
export const minimum = binary('minimum', 'Min', (a, b) => [
  () => cast(lessOrEqual(a, b), 'float32'),
  () => cast(greater(a, b), 'float32'),
]);

const multiply = binary('mul', 'Mul', (a, b) => [() => b, () => a]);

/** a · b, elementwise with broadcasting; both of one dtype. The number 1 as a factor makes no node, −1 a cheaper one. */
export function mul(a: TensorLike, b: TensorLike): Tensor {
  const [x, factor] = isTensor(a) ? [a, b] : [asTensor(b), a];
  const scalar = isTensor(factor) ? undefined : factor;
  if (scalar === 1) return x;
  return scalar === -1 ? neg(x) : multiply(x, factor);
}

/** x limited to [low, high]; no slope outside. */
export const clip = (x: Tensor, low: number, high: number): Tensor => minimum(maximum(x, low), high);
