import { constantAttrs } from '../given.ts';
import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Operator, Operators } from './call.ts';

type Binary = (a: Tensor, b: Tensor) => Tensor;
type Unary = (x: Tensor) => Tensor;

const isFloat = (x: Tensor): boolean => x.dtype === 'float32';

/** The runtime computes with no bytes: they go through int32, whose cast back wraps around as theirs does. */
const widened =
  (f: Binary): Binary =>
  (a, b) =>
    a.dtype === 'uint8' ? g.cast(f(g.cast(a, 'int32'), g.cast(b, 'int32')), 'uint8') : f(a, b);

const binary = (f: Binary): Operator => {
  const wide = widened(f);
  return call => wide(call.x(0), call.x(1));
};

const unary =
  (f: Unary): Operator =>
  call =>
    f(call.x());

/** One operator for floats, another for whole numbers. */
const either =
  (float: Unary, whole: Unary): Operator =>
  call => {
    const x = call.x();
    if (isFloat(x)) return float(x);
    return x.dtype === 'uint8' ? g.cast(whole(g.cast(x, 'int32')), 'uint8') : whole(x);
  };

const folded =
  (f: Binary, finish: (total: Tensor, count: number) => Tensor = total => total): Operator =>
  call => {
    const all = call.all();
    return finish(all.reduce(widened(f)), all.length);
  };

const known = (x: Tensor): number | undefined => {
  const constant = constantAttrs(x.node);
  return constant?.data.length === 1 && constant.shape.length === 0 ? Number(constant.data[0]) : undefined;
};

/** Powers that everyone takes are products and roots, which cost less than ONNX's Pow. */
const pow: Binary = (a, b) => {
  const exponent = known(b);
  if (isFloat(a) && exponent === 1) return a;
  if (isFloat(a) && exponent === 2) return g.square(a);
  if (isFloat(a) && exponent === 3) return g.mul(g.square(a), a);
  if (isFloat(a) && exponent === 0.5) return g.sqrt(a);
  if (isFloat(a) || b.dtype !== 'float32') return g.pow(a, g.cast(b, a.dtype));
  return g.cast(g.pow(g.cast(a, 'float32'), b), a.dtype);
};

/** What is left of a / b, cut towards 0: it has the sign of a. */
const truncatedRest: Binary = (a, b) => {
  if (!isFloat(a)) return g.sub(a, g.mul(g.div(a, b), b));
  const ratio = g.div(a, b);
  return g.sub(a, g.mul(g.mul(g.floor(g.abs(ratio)), g.sign(ratio)), b));
};

/** What is left of a / b, rounded down: it has the sign of b. */
const flooredRest: Binary = (a, b) => {
  const rest = truncatedRest(a, b);
  const zero = g.full([], 0, a.dtype);
  const differ = g.not(g.equal(g.less(rest, zero), g.less(b, zero)));
  return g.where(g.and(g.not(g.equal(rest, zero)), differ), g.add(rest, b), rest);
};

const signOfWhole: Unary = x => g.sub(g.cast(g.greater(x, 0), x.dtype), g.cast(g.less(x, 0), x.dtype));

/** Arithmetic, and functions of single numbers. */
export const arithmetic: Operators = {
  Add: binary(g.add),
  Sub: binary(g.sub),
  Mul: binary(g.mul),
  Div: binary(g.div),
  Pow: binary(pow),
  Mod: call => widened(call.int('fmod', 0) === 1 ? truncatedRest : flooredRest)(call.x(0), call.x(1)),
  Sum: folded(g.add),
  Mean: folded(g.add, (total, count) => g.mul(total, 1 / count)),
  Max: folded(g.maximum),
  Min: folded(g.minimum),
  Neg: unary(g.neg),
  Abs: either(g.abs, x => g.maximum(x, g.neg(x))),
  Sign: either(g.sign, signOfWhole),
  Reciprocal: unary(g.reciprocal),
  Sqrt: unary(g.sqrt),
  Exp: unary(g.exp),
  Log: unary(g.log),
  Erf: unary(g.erf),
  Floor: unary(g.floor),
  Ceil: unary(g.ceil),
  Round: unary(g.round),
  Sin: unary(g.sin),
  Cos: unary(g.cos),
  Tan: unary(g.tan),
  Asin: unary(g.asin),
  Acos: unary(g.acos),
  Atan: unary(g.atan),
  Sinh: unary(g.sinh),
  Cosh: unary(g.cosh),
  Asinh: unary(g.asinh),
  Acosh: unary(g.acosh),
  Atanh: unary(g.atanh),
};
