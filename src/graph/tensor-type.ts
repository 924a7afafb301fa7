import { NearfarError } from '../errors.ts';
import { sizeOf } from '../nd-array.ts';
import { bytesPerNumber, type DType } from './dtype.ts';

/** The extent of each axis, the first one outermost; `[]` is a scalar. */
export type Shape = readonly number[];

/** What is known of a value before it is computed. */
export interface TensorType {
  /** The type of its numbers. */
  readonly dtype: DType;
  /** The extent of each axis. */
  readonly shape: Shape;
}

/** The type as errors and programs print it: `float32[2, 3]`. */
export const showType = ({ dtype, shape }: TensorType): string => `${dtype}[${shape.join(', ')}]`;

/** How many bytes a value of this type takes. */
export const bytesOfTensor = ({ dtype, shape }: TensorType): number => bytesPerNumber(dtype) * sizeOf(shape);

/** Whether two shapes have the same extents in the same order. */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, i) => extent === b[i]);

/** The shape of two arrays combined elementwise (NumPy's rule), or undefined when they do not fit. */
export function broadcastShape(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/** `axis` counted from the front; −1 is the last. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new NearfarError({ who: op, expected: `an axis from ${-rank} to ${rank - 1}`, got: `${axis}` });
}

/** The error of an operation given inputs that it cannot take. */
export function shapeError(op: string, expected: string, xs: readonly TensorType[], fix?: string): NearfarError {
  return new NearfarError({
    who: op,
    expected,
    got: xs.map(showType).join(' and ') || 'nothing',
    ...(fix !== undefined && { fix }),
  });
}

/** The type of the first operand, once all are known to be float32. */
export function requireFloat(op: string, xs: readonly TensorType[]): TensorType {
  if (xs.some(x => x.dtype !== 'float32')) throw shapeError(op, 'float32', xs, 'Cast it first');
  return xs[0]!;
}

/** Stops an operation whose options are not whole numbers from `least` to `most`. */
export function requireWhole(
  op: string,
  options: Readonly<Record<string, number>>,
  least: number,
  most = Number.POSITIVE_INFINITY,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    const range = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new NearfarError({ who: op, expected: `${name} to be a whole number ${range}`, got: `${value}` });
  }
}
