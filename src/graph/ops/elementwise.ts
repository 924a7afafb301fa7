import { onnxType } from '../onnx/types.ts';
import { Float } from '../onnx/writer.ts';
import {
  apply,
  broadcastShape,
  type DType,
  isTensor,
  type Op,
  requireFloat,
  shapeError,
  type Tensor,
  type TensorType,
} from '../tensor.ts';
import { constant } from './constant.ts';

/** A tensor, or a number standing for a scalar of the other operand's dtype. */
export type TensorLike = Tensor | number;

/** Both operands as tensors; a number takes the other's dtype. */
function lift(a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const dtype = isTensor(a) ? a.dtype : isTensor(b) ? b.dtype : 'float32';
  return [isTensor(a) ? a : constant(a, { dtype }), isTensor(b) ? b : constant(b, { dtype })];
}

export const asTensor = (a: TensorLike, dtype: DType = 'float32'): Tensor => (isTensor(a) ? a : constant(a, { dtype }));

// ---- one operand

/** y = f(x) on float32, elementwise; dx = dy·f′(x), where f′ may be written with x and y. */
function unary(name: string, onnx: string, slope: ((x: Tensor, y: Tensor) => TensorLike) | { none: string }) {
  const op: Op<undefined> = {
    name,
    type: xs => requireFloat(name, xs),
    onnx: (write, xs) => write.node(onnx, xs),
    gradient: typeof slope === 'function' ? ({ dy, xs, y }) => [mul(dy, slope(xs[0]!, y))] : slope,
  };
  return (x: Tensor): Tensor => apply(op, [x], undefined);
}

const stepwise = { none: 'it is constant almost everywhere' };

/** d(eˣ) = eˣ dx */
export const exp = unary('exp', 'Exp', (_, y) => y);
/** d(ln x) = dx / x */
export const log = unary('log', 'Log', x => reciprocal(x));
/** d(√x) = dx / 2√x */
export const sqrt = unary('sqrt', 'Sqrt', (_, y) => div(0.5, y));
/** d|x| = sign(x) dx, 0 at 0 */
export const abs = unary('abs', 'Abs', x => sign(x));
/** d(1/x) = −dx / x² */
export const reciprocal = unary('reciprocal', 'Reciprocal', (_, y) => neg(mul(y, y)));
export const sin = unary('sin', 'Sin', x => cos(x));
export const cos: (x: Tensor) => Tensor = unary('cos', 'Cos', x => neg(sin(x)));
/** d(arccos x) = −dx / √(1 − x²): infinite at ±1, so clip the argument away from it. */
export const acos = unary('acos', 'Acos', x => neg(reciprocal(sqrt(sub(1, mul(x, x))))));
/** d(tanh x) = (1 − tanh² x) dx */
export const tanh = unary('tanh', 'Tanh', (_, y) => sub(1, mul(y, y)));
/** σ′ = σ(1 − σ) */
export const sigmoid = unary('sigmoid', 'Sigmoid', (_, y) => mul(y, sub(1, y)));
/** ln(1 + eˣ); its slope is σ(x) */
export const softplus = unary('softplus', 'Softplus', x => sigmoid(x));
/** d(erf x) = 2/√π · e^(−x²) dx */
export const erf = unary('erf', 'Erf', x => mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x)))));
export const sign = unary('sign', 'Sign', stepwise);
export const floor = unary('floor', 'Floor', stepwise);
export const ceil = unary('ceil', 'Ceil', stepwise);
export const round = unary('round', 'Round', stepwise);

const negOp: Op<undefined> = {
  name: 'neg',
  type: xs => (['uint8', 'bool'].includes(xs[0]!.dtype) ? raise(shapeError('neg', 'signed numbers', xs)) : xs[0]!),
  onnx: (write, xs) => write.node('Neg', xs),
  gradient: ({ dy }) => [neg(dy)],
};
export const neg = (x: Tensor): Tensor => apply(negOp, [x], undefined);

/** max(x, 0); its slope at 0 is 0. The slope is read off y, so that x need not be kept. */
export const relu = unary('relu', 'Relu', (_, y) => cast(greater(y, 0), 'float32'));

const leakyReluOp: Op<{ slope: number }> = {
  name: 'leakyRelu',
  type: xs => requireFloat('leakyRelu', xs),
  onnx: (write, xs, { slope }) => write.node('LeakyRelu', xs, { alpha: new Float(slope) }),
  gradient: ({ dy, xs, attrs }) => [where(greater(xs[0]!, 0), dy, mul(dy, attrs.slope))],
};
/** x where positive, else slope·x. */
export const leakyRelu = (x: Tensor, slope = 0.01): Tensor => apply(leakyReluOp, [x], { slope });

/** x · Φ(x), Φ the normal distribution's (Hendrycks & Gimpel 2016), exact by erf. */
export const gelu = (x: Tensor): Tensor => mul(mul(x, 0.5), add(1, erf(mul(x, Math.SQRT1_2))));

/** x · σ(x) */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

export const square = (x: Tensor): Tensor => mul(x, x);

// ---- two operands, broadcast

type BinarySlopes = (a: Tensor, b: Tensor, y: Tensor) => readonly [() => TensorLike, () => TensorLike];

function broadcastType(name: string, xs: readonly Tensor[], dtype: DType): TensorType {
  const [a, b] = xs as [Tensor, Tensor];
  const shape = broadcastShape(a.shape, b.shape);
  if (a.dtype !== b.dtype || shape === undefined) {
    throw shapeError(name, 'two operands of one dtype whose shapes broadcast', xs);
  }
  return { dtype, shape };
}

/** y = f(a, b) elementwise with broadcasting; da = dy·∂f/∂a, db = dy·∂f/∂b. */
function binary(name: string, onnx: string, slopes: BinarySlopes) {
  const op: Op<undefined> = {
    name,
    type: xs => broadcastType(name, xs, xs[0]!.dtype),
    onnx: (write, xs) => write.node(onnx, xs),
    gradient: ({ dy, xs, y, needs }) =>
      slopes(xs[0]!, xs[1]!, y).map((slope, i) => (needs[i] ? mul(dy, slope()) : undefined)),
  };
  return (a: TensorLike, b: TensorLike): Tensor => apply(op, lift(a, b), undefined);
}

export const add = binary('add', 'Add', () => [() => 1, () => 1]);
export const sub = binary('sub', 'Sub', () => [() => 1, () => -1]);
/** d(a/b) = da/b − (a/b) db/b */
export const div = binary('div', 'Div', (_a, b, y) => [() => reciprocal(b), () => neg(div(y, b))]);
/** d(aᵇ) = b·aᵇ⁻¹ da + aᵇ ln a db, the latter 0 where a is not positive */
export const pow = binary('pow', 'Pow', (a, b, y) => [
  () => mul(b, pow(a, sub(b, 1))),
  () => mul(y, log(where(greater(a, 0), a, 1))),
]);
/** The greater of both; where they are equal the slope goes to the first. */
export const maximum = binary('maximum', 'Max', (a, b) => [
  () => cast(greaterOrEqual(a, b), 'float32'),
  () => cast(less(a, b), 'float32'),
]);
/** The smaller of both; where they are equal the slope goes to the first. */
export const minimum = binary('minimum', 'Min', (a, b) => [
  () => cast(lessOrEqual(a, b), 'float32'),
  () => cast(greater(a, b), 'float32'),
]);

const multiply = binary('mul', 'Mul', (a, b) => [() => b, () => a]);

/** The product. Multiplying by the number 1 or −1 makes no node, or a cheaper one. */
export function mul(a: TensorLike, b: TensorLike): Tensor {
  const [x, factor] = isTensor(a) ? [a, b] : [asTensor(b), a];
  const scalar = isTensor(factor) ? undefined : factor;
  if (scalar === 1) return x;
  return scalar === -1 ? neg(x) : multiply(x, factor);
}

/** x limited to [low, high]; no slope outside. */
export const clip = (x: Tensor, low: number, high: number): Tensor => minimum(maximum(x, low), high);

// ---- comparisons and logic

function comparison(name: string, onnx: string, takes: 'numbers' | 'bool' | 'any') {
  const op: Op<undefined> = {
    name,
    type: xs => {
      const wrong = takes !== 'any' && xs.some(x => (x.dtype === 'bool') !== (takes === 'bool'));
      return wrong ? raise(shapeError(name, takes, xs)) : broadcastType(name, xs, 'bool');
    },
    onnx: (write, xs) => write.node(onnx, xs),
    gradient: { none: 'its result is true or false' },
  };
  return (a: TensorLike, b: TensorLike): Tensor => apply(op, lift(a, b), undefined);
}

export const greater = comparison('greater', 'Greater', 'numbers');
export const greaterOrEqual = comparison('greaterOrEqual', 'GreaterOrEqual', 'numbers');
export const less = comparison('less', 'Less', 'numbers');
export const lessOrEqual = comparison('lessOrEqual', 'LessOrEqual', 'numbers');
export const equal = comparison('equal', 'Equal', 'any');
export const and = comparison('and', 'And', 'bool');
export const or = comparison('or', 'Or', 'bool');

const notOp: Op<undefined> = {
  name: 'not',
  type: xs => (xs[0]!.dtype === 'bool' ? xs[0]! : raise(shapeError('not', 'bool', xs))),
  onnx: (write, xs) => write.node('Not', xs),
  gradient: { none: 'its result is true or false' },
};
export const not = (x: Tensor): Tensor => apply(notOp, [x], undefined);

function raise(error: Error): never {
  throw error;
}

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
  gradient: ({ dy, xs, needs }) => [
    undefined,
    needs[1] ? where(xs[0]!, dy, 0) : undefined,
    needs[2] ? where(xs[0]!, 0, dy) : undefined,
  ],
};
/** `a` where the condition holds, else `b`. Guard b's argument too where b could be NaN: 0 · NaN is NaN in a gradient. */
export const where = (condition: Tensor, a: TensorLike, b: TensorLike): Tensor =>
  apply(whereOp, [condition, ...lift(a, b)], undefined);

// ---- dtype

const castOp: Op<{ to: DType }> = {
  name: 'cast',
  type: ([x], { to }) => ({ dtype: to, shape: x!.shape }),
  onnx: (write, xs, { to }) => write.node('Cast', xs, { to: onnxType[to] }),
  gradient: ({ dy, xs }) => [xs[0]!.dtype === 'float32' ? dy : undefined],
};
/** The same values in another dtype; bool becomes 0 and 1. */
export const cast = (x: Tensor, to: DType): Tensor => (x.dtype === to ? x : apply(castOp, [x], { to }));

const stopGradientOp: Op<undefined> = {
  name: 'stopGradient',
  type: ([x]) => x!,
  onnx: (_, xs) => xs[0]!,
  gradient: () => [undefined],
};
/** x itself, treated as a constant by differentiation. */
export const stopGradient = (x: Tensor): Tensor => apply(stopGradientOp, [x], undefined);
