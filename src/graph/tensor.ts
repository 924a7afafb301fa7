import { NearfarError } from '../errors.ts';
import type { OnnxWriter } from './onnx/writer.ts';

export type DType = 'float32' | 'int32' | 'int64' | 'uint8' | 'bool';
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A value that a graph will compute: symbolic, its dtype and shape known. Made by the operations, never by hand. */
export interface Tensor extends TensorType {
  readonly node: Node;
  /** Which of the node's outputs this is. */
  readonly index: number;
}

/** One application of an operation. Ids grow with creation, so their order is a topological one. */
export interface Node {
  readonly id: number;
  readonly op: Op<never>;
  readonly inputs: readonly Tensor[];
  readonly attrs: unknown;
  readonly outputs: readonly Tensor[];
}

/** What a gradient rule sees: `dy` and `dys` are ∂loss/∂output, the answer is ∂loss/∂input for each input. */
export interface Backward<A> {
  readonly dy: Tensor;
  readonly dys: readonly (Tensor | undefined)[];
  readonly y: Tensor;
  readonly xs: readonly Tensor[];
  readonly attrs: A;
  /** Which inputs' gradients are asked for; a rule may leave the others undefined. */
  readonly needs: readonly boolean[];
}

/**
 * An operation: its shape rule, its ONNX nodes, its gradient. A gradient may come with the shape of the broadcast
 * result; it is summed back to the input's shape where gradients are added up. "No gradient" is written with its reason.
 */
export interface Op<A> {
  readonly name: string;
  readonly type: (xs: readonly Tensor[], attrs: A) => TensorType | readonly TensorType[];
  readonly onnx: (write: OnnxWriter, xs: readonly string[], attrs: A, node: Node) => string | readonly string[];
  readonly gradient: ((b: Backward<A>) => readonly (Tensor | undefined)[]) | { readonly none: string };
}

let nextId = 0;

/** Applies an operation: checks the inputs by its shape rule and returns its outputs. */
export function applyAll<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): readonly Tensor[] {
  const inferred = op.type(inputs, attrs);
  const types: readonly TensorType[] = 'dtype' in inferred ? [inferred] : inferred;
  const outputs: Tensor[] = [];
  const node: Node = { id: nextId++, op: op as unknown as Op<never>, inputs, attrs, outputs };
  types.forEach(({ dtype, shape }, index) => {
    outputs.push({ node, index, dtype, shape });
  });
  return outputs;
}

/** Applies an operation with one output. */
export const apply = <A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor => applyAll(op, inputs, attrs)[0]!;

export const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'node' in value && 'dtype' in value;

export const showType = ({ dtype, shape }: TensorType): string => `${dtype}[${shape.join(', ')}]`;

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

/** `axis` counted from the front; −1 is the last. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new NearfarError({ who: op, expected: `an axis from ${-rank} to ${rank - 1}`, got: `${axis}` });
}

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

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, i) => extent === b[i]);
