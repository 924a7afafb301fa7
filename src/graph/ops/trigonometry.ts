import type { Tensor } from '../tensor.ts';
import { add, div, mul, sqrt, square, sub } from './elementwise.ts';
import { unaryOf } from './unary.ts';

/** A function of single numbers. */
export type Unary = (x: Tensor) => Tensor;

/** The tangent of each number, in radians; d(tan x) = (1 + tan² x) dx. */
export const tan: Unary = unaryOf('tan', 'Tan', (dy, _, y) => mul(dy, add(1, square(y))));
/** The angle from −π/2 to π/2 whose sine x is, NaN outside [−1, 1]; d(arcsin x) = dx / √(1 − x²), infinite at ±1. */
export const asin: Unary = unaryOf('asin', 'Asin', (dy, x) => div(dy, sqrt(sub(1, square(x)))));
/** The angle from −π/2 to π/2 whose tangent x is; d(arctan x) = dx / (1 + x²). */
export const atan: Unary = unaryOf('atan', 'Atan', (dy, x) => div(dy, add(1, square(x))));
/** The hyperbolic sine of each number; d(sinh x) = cosh x dx. */
export const sinh: Unary = unaryOf('sinh', 'Sinh', (dy, x) => mul(dy, cosh(x)));
/** The hyperbolic cosine of each number; d(cosh x) = sinh x dx. */
export const cosh: Unary = unaryOf('cosh', 'Cosh', (dy, x) => mul(dy, sinh(x)));
/** The number whose hyperbolic sine x is; d(arsinh x) = dx / √(x² + 1). */
export const asinh: Unary = unaryOf('asinh', 'Asinh', (dy, x) => div(dy, sqrt(add(square(x), 1))));
/** The number from 0 whose hyperbolic cosine x is, NaN below 1; d(arcosh x) = dx / √(x² − 1), infinite at 1. */
export const acosh: Unary = unaryOf('acosh', 'Acosh', (dy, x) => div(dy, sqrt(sub(square(x), 1))));
/** The number whose hyperbolic tangent x is, infinite at ±1; d(artanh x) = dx / (1 − x²). */
export const atanh: Unary = unaryOf('atanh', 'Atanh', (dy, x) => div(dy, sub(1, square(x))));
