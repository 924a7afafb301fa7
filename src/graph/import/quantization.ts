import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import { type Call, type Operators, withKnown } from './call.ts';

/** The least and the greatest number of each type that is quantised to. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

/** A scale or zero point, one number or one for each place along the axis, laid out for x. */
function laidOut(call: Call, v: Tensor, x: Tensor): Tensor {
  if (v.shape.length > 1) call.fail('one scale, or one for each place of an axis', `[${v.shape.join(', ')}]`);
  const axis = call.int('axis', 1);
  call.int('block_size', 0);
  if (v.shape.length === 0 || v.shape[0] === 1) return g.reshape(v, []);
  const at = call.axis(axis, x.shape.length);
  return g.reshape(
    v,
    x.shape.map((_, i) => (i === at ? v.shape[0]! : 1)),
  );
}

/** What was quantised, and how far it could go: dequantised at once, the gradient passes straight through. */
const quantised = new WeakMap<Tensor, { readonly x: Tensor; readonly low: Tensor; readonly high: Tensor }>();

function quantize(call: Call): Tensor {
  const [x, zero] = [call.x(0), call.xs[2]];
  const scale = laidOut(call, call.x(1), x);
  const name = zero === undefined ? 'uint8' : call.typeName(2);
  const [least, most] = ranges[name] ?? call.fail(`a zero point of ${Object.keys(ranges).join(', ')}`, name);
  const offset = zero ? g.cast(laidOut(call, zero, x), 'float32') : g.constant(0);
  const rounded = g.clip(g.add(g.round(g.div(g.cast(x, 'float32'), scale)), offset), least, most);
  const y = g.cast(rounded, name === 'uint8' ? 'uint8' : 'int32');
  const bound = (value: number) => g.mul(g.sub(value, offset), scale);
  quantised.set(y, { x, low: bound(least), high: bound(most) });
  return y;
}

function dequantize(call: Call): Tensor {
  const [q, zero] = [call.x(0), call.xs[2]];
  const scale = laidOut(call, call.x(1), q);
  const whole = g.cast(q, 'float32');
  const y = g.mul(zero ? g.sub(whole, g.cast(laidOut(call, zero, q), 'float32')) : whole, scale);
  const source = quantised.get(q);
  if (source === undefined) return y;
  const straight = g.minimum(g.maximum(source.x, source.low), source.high);
  return g.add(straight, g.stopGradient(g.sub(y, straight)));
}

/** Quantised numbers, read as the floats that they stand for. */
export const quantizations: Operators = {
  QuantizeLinear: withKnown([1], quantize),
  DequantizeLinear: withKnown([1], dequantize),
};
