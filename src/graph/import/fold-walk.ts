import { sizeOf, type TypedArray } from '../../nd-array.ts';
import { emptyArray } from '../dtype.ts';
import type { ConstantAttrs } from '../given.ts';
import type { Shape, TensorType } from '../tensor-type.ts';

/** What a rule sees: its operands' numbers, what the operation was told, and the type of the result that is asked for. */
export interface Folding<A = never> {
  readonly xs: readonly ConstantAttrs[];
  readonly attrs: A;
  readonly y: TensorType;
  /** Which of the operation's results. */
  readonly index: number;
}

/** How the numbers of an operation's result are found; undefined where they are left to the runtime. */
export type FoldRule = (folding: Folding) => TypedArray | undefined;

/** A number as an array holds it; of int64 it is a bigint at run time, which takes the same operators. */
export type Held = number;

/** The numbers of a result found one by one, from the place of each in the result. */
export function eachPlace(y: TensorType, find: (place: readonly number[]) => Held): TypedArray {
  const data = emptyArray(y.dtype, sizeOf(y.shape));
  const place = y.shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = find(place) as never;
    step(place, y.shape);
  }
  return data;
}

function step(place: number[], shape: Shape): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (++place[axis]! < shape[axis]!) return;
    place[axis] = 0;
  }
}

/** Where the numbers of an array lie: the index of a place, which may have leading axes that the array lacks (broadcasting). */
export function indexer(shape: Shape): (place: readonly number[]) => number {
  const strides = shape.map((extent, i) => (extent === 1 ? 0 : sizeOf(shape.slice(i + 1))));
  return place => {
    const lead = place.length - shape.length;
    return strides.reduce((at, stride, axis) => at + stride * place[lead + axis]!, 0);
  };
}

/** Reads an array's numbers by place. */
export function reader({ data, shape }: ConstantAttrs): (place: readonly number[]) => Held {
  const at = indexer(shape);
  return place => data[at(place)] as Held;
}
