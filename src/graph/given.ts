import type { TypedArray } from '../nd-array.ts';
import type { DType } from './dtype.ts';
import type { Node, Op } from './tensor.ts';
import type { Shape } from './tensor-type.ts';

/** Who fills an input: the caller, or the runner with uniform or standard normal noise. */
export type InputSource = 'feed' | 'uniform' | 'normal';

/** What an input is told. */
export interface InputAttrs {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly source: InputSource;
}

/** A value given anew each time the graph runs. */
export const inputOp: Op<InputAttrs> = {
  name: 'input',
  type: (_, { dtype, shape }) => ({ dtype, shape }),
  onnx: (_write, _xs, { name }) => name,
  cost: 'given',
  gradient: () => [],
};

/** What a constant is told. */
export interface ConstantAttrs {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
  /** The initialiser's name in the ONNX file, for weights that people look for. */
  readonly name?: string;
}

/** A value that is the same each time the graph runs. */
export const constantOp: Op<ConstantAttrs> = {
  name: 'constant',
  type: (_, { dtype, shape }) => ({ dtype, shape }),
  onnx: (write, _, { dtype, data, shape, name }) => {
    if (name === undefined) return write.constant(dtype, data, shape);
    write.initializer(name, dtype, data, shape);
    return name;
  },
  cost: 'given',
  gradient: () => [],
};

/** What an input was told, or undefined where the node is none. */
export const inputAttrs = ({ op, attrs }: Node): InputAttrs | undefined =>
  (op as unknown) === inputOp ? (attrs as InputAttrs) : undefined;

/** What a constant was told, or undefined where the node is none. */
export const constantAttrs = ({ op, attrs }: Node): ConstantAttrs | undefined =>
  (op as unknown) === constantOp ? (attrs as ConstantAttrs) : undefined;

/** The name that an input or a named constant was given. */
export const nameOfGiven = ({ op, attrs }: Node): string | undefined =>
  [inputOp, constantOp].includes(op as never) ? (attrs as InputAttrs | ConstantAttrs).name : undefined;
