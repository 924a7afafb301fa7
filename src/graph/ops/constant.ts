import { NearfarError } from '../../errors.ts';
import { sizeOf, type TypedArray } from '../../nd-array.ts';
import { toArray } from '../onnx/types.ts';
import { apply, type DType, type Op, type Shape, type Tensor } from '../tensor.ts';

export type InputSource = 'feed' | 'uniform' | 'normal';

interface InputAttrs {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly source: InputSource;
}

export const inputOp: Op<InputAttrs> = {
  name: 'input',
  type: (_, { dtype, shape }) => ({ dtype, shape }),
  onnx: (_write, _xs, { name }) => name,
  gradient: () => [],
};

/** A value given anew each time the graph runs. */
export function input(name: string, dtype: DType, shape: Shape): Tensor {
  if (shape.some(extent => !Number.isInteger(extent) || extent < 0)) {
    const got = `[${shape.join(', ')}]`;
    throw new NearfarError({ who: `input "${name}"`, expected: 'a shape of whole numbers', got });
  }
  return apply(inputOp, [], { name, dtype, shape, source: 'feed' });
}

let noise = 0;

/**
 * Random numbers drawn anew each time the graph runs, uniform in [0, 1). They come in as an input that the runner fills
 * from its own seeded generator: a runtime's random operators keep a state that no checkpoint could hold.
 */
export const randomUniform = (shape: Shape): Tensor =>
  apply(inputOp, [], { name: `uniform_${noise++}`, dtype: 'float32', shape, source: 'uniform' });

/** Random numbers from the standard normal distribution, drawn like `randomUniform`'s. */
export const randomNormal = (shape: Shape): Tensor =>
  apply(inputOp, [], { name: `normal_${noise++}`, dtype: 'float32', shape, source: 'normal' });

export const inputAttrs = (tensor: Tensor): InputAttrs => tensor.node.attrs as InputAttrs;

export interface ConstantAttrs {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
  /** The initialiser's name in the ONNX file, for weights that people look for. */
  readonly name?: string;
}

export const constantOp: Op<ConstantAttrs> = {
  name: 'constant',
  type: (_, { dtype, shape }) => ({ dtype, shape }),
  onnx: (write, _, { dtype, data, shape, name }) => {
    if (name === undefined) return write.constant(dtype, data, shape);
    write.initializer(name, dtype, data, shape);
    return name;
  },
  gradient: () => [],
};

/** Fixed numbers: one number is a scalar, an array a vector unless `shape` says otherwise. */
export function constant(
  values: number | ArrayLike<number | bigint>,
  options: { dtype?: DType; shape?: Shape; name?: string } = {},
): Tensor {
  const { dtype = 'float32', name } = options;
  const list = typeof values === 'number' ? [values] : values;
  const shape = options.shape ?? (typeof values === 'number' ? [] : [list.length]);
  if (sizeOf(shape) !== list.length) {
    throw new NearfarError({
      who: 'constant',
      expected: `${sizeOf(shape)} values for shape [${shape.join(', ')}]`,
      got: `${list.length}`,
    });
  }
  const fraction = dtype === 'float32' ? undefined : Array.from(list).find(v => !Number.isInteger(Number(v)));
  if (fraction !== undefined) {
    throw new NearfarError({
      who: 'constant',
      expected: `whole numbers for ${dtype}`,
      got: `${fraction}`,
      fix: 'Cast what it is combined with to float32',
    });
  }
  return apply(constantOp, [], { dtype, shape, data: toArray(dtype, list), ...(name !== undefined && { name }) });
}

/** 0, 1, … n − 1. */
export const range = (n: number, dtype: DType = 'int64'): Tensor =>
  constant(
    Array.from({ length: n }, (_, i) => i),
    { dtype },
  );

/** The value of a constant scalar, or undefined. */
export function scalarValue(tensor: Tensor): number | undefined {
  if ((tensor.node.op as unknown) !== constantOp) return undefined;
  const { data } = tensor.node.attrs as ConstantAttrs;
  return data.length === 1 ? Number(data[0]) : undefined;
}
