import { NearfarError } from '../../errors.ts';
import { sizeOf } from '../../nd-array.ts';
import { type DType, toArray } from '../dtype.ts';
import { constantOp, inputOp } from '../given.ts';
import { apply, type Tensor } from '../tensor.ts';
import type { Shape } from '../tensor-type.ts';

/**
 * A value that is fed under this name each time the graph runs. The shape may be anything, `[]` for a scalar; extents that
 * are not whole numbers of at least 0 are an error.
 */
export function input(name: string, dtype: DType, shape: Shape): Tensor {
  if (shape.some(extent => !Number.isInteger(extent) || extent < 0)) {
    const got = `[${shape.join(', ')}]`;
    throw new NearfarError({ who: `input "${name}"`, expected: 'a shape of whole numbers', got });
  }
  return apply(inputOp, [], { name, dtype, shape, source: 'feed' });
}

let noise = 0;

/**
 * Random numbers drawn anew each time the graph runs, float32, uniform in [0, 1). They come in as an input that the runner
 * fills from its own seeded generator: a runtime's random operators keep a state that no checkpoint could hold.
 */
export const randomUniform = (shape: Shape): Tensor =>
  apply(inputOp, [], { name: `uniform_${noise++}`, dtype: 'float32', shape, source: 'uniform' });

/** Random numbers from the standard normal distribution, float32, drawn like those of `randomUniform`. */
export const randomNormal = (shape: Shape): Tensor =>
  apply(inputOp, [], { name: `normal_${noise++}`, dtype: 'float32', shape, source: 'normal' });

/**
 * Fixed numbers: one number is a scalar, an array a vector unless `shape` says otherwise. `dtype` defaults to float32;
 * `name` is the initialiser's name in the ONNX file. As many values as the shape holds are needed, and whole numbers for
 * every dtype but float32.
 */
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

/** The whole numbers 0, 1, … n − 1 as a vector [n]; `dtype` defaults to int64. */
export const range = (n: number, dtype: DType = 'int64'): Tensor =>
  constant(
    Array.from({ length: n }, (_, i) => i),
    { dtype },
  );

/** The identity matrix [n, n], float32. */
export const eye = (n: number): Tensor =>
  constant(
    Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
    { shape: [n, n] },
  );
