import { typeName } from '../onnx/tensor-data.ts';
import * as g from '../ops/index.ts';
import type { DType, Tensor } from '../tensor.ts';
import { type Call, type Operators, withKnown } from './call.ts';
import { keptAs } from './element-types.ts';

/** Constant has one attribute, of one of several kinds. */
function constant(call: Call): Tensor {
  const [float, int] = [call.float('value_float'), call.int('value_int')];
  const found =
    call.tensor('value') ??
    (float === undefined ? undefined : g.constant(float)) ??
    (int === undefined ? undefined : g.constant(int, { dtype: 'int64' })) ??
    list(call.floats('value_floats'), 'float32') ??
    list(call.ints('value_ints'), 'int64');
  return found ?? call.fail('an array, a number or a list of numbers', 'another kind of constant');
}

const list = (values: readonly number[] | undefined, dtype: DType): Tensor | undefined =>
  values && g.constant(values, { dtype });

function constantOfShape(call: Call): Tensor {
  const shape = call.known(0) ?? call.fail('a shape', 'none');
  if (shape.some(n => n < 0)) call.fail('a shape', `[${shape.join(', ')}]`);
  call.requireRoom(shape);
  const value = call.tensor('value') ?? g.constant(0);
  return g.broadcastTo(
    g.reshape(
      value,
      shape.map(() => 1),
    ),
    shape,
  );
}

function range(call: Call): Tensor {
  const [start, limit, delta] = [0, 1, 2].map(i => call.known(i)?.[0] ?? call.fail('a number', 'none'));
  const count = Math.max(0, Math.ceil((limit! - start!) / delta!));
  call.requireRoom([count]);
  const { dtype } = call.x();
  return g.constant(
    Array.from({ length: count }, (_, i) => start! + i * delta!),
    { dtype },
  );
}

function eyeLike(call: Call): Tensor {
  const { shape, dtype } = call.x();
  if (shape.length !== 2) call.fail('a matrix', `[${shape.join(', ')}]`);
  const [rows, columns] = shape as [number, number];
  const k = call.int('k', 0);
  const wanted = keptAs(call, call.int('dtype')) ?? dtype;
  call.requireRoom(shape);
  const values = Array.from({ length: rows * columns }, (_, at) =>
    Number((at % columns) - Math.floor(at / columns) === k),
  );
  return g.constant(values, { dtype: wanted, shape });
}

/** Nothing is dropped: a network that is still to drop at random has no values to agree on. */
function dropout(call: Call): readonly Tensor[] {
  const x = call.x();
  const ratio = call.version >= 12 ? (call.known(1)?.[0] ?? 0.5) : call.float('ratio', 0.5);
  call.int('seed');
  call.int('is_test');
  if (call.version >= 12 && call.known(2)?.[0] === 1 && ratio > 0) {
    call.fail('a network that drops nothing', 'training_mode', 'Export the network for evaluation');
  }
  return [x, g.full(x.shape, 1, 'bool')];
}

/** Floats of 16 bits are kept as float32, rounded to what they can hold. */
function castTo(x: Tensor, dtype: DType, name: string): Tensor {
  const y = g.cast(x, dtype);
  return name === 'float16' || name === 'bfloat16' ? g.roundTo(y, name) : y;
}

/** Constants, and what becomes one. */
export const constants: Operators = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Range: withKnown([0, 1, 2], range),
  EyeLike: eyeLike,
  Cast: call => {
    call.int('saturate', 1);
    const to = call.int('to') ?? call.fail('a type to cast to', 'none');
    return castTo(call.x(), keptAs(call, to)!, typeName(to));
  },
  CastLike: call => {
    call.int('saturate', 1);
    return castTo(call.x(0), call.x(1).dtype, call.typeName(1));
  },
  Dropout: withKnown([1], dropout),
  If: call => call.branch(call.known(0)![0] ? 'then_branch' : 'else_branch'),
};
