import { sizeOf } from '../../nd-array.ts';
import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import { type Call, type Operators, withKnown } from './call.ts';
import { type AxisResize, outsideOf, resizeWeights } from './resize-weights.ts';

/** What the node says of all axes. */
type Manner = Omit<AxisResize, 'from' | 'to' | 'scale' | 'start' | 'end'>;

const COORDINATES = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
  'tf_half_pixel_for_nn',
  'tf_crop_and_resize',
];

/** y = W x along one axis. */
function alongAxis(x: Tensor, axis: number, resize: AxisResize): Tensor {
  const weights = g.constant(resizeWeights(resize), { shape: [resize.to, resize.from] });
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const columns = g.reshape(x, [sizeOf(before), resize.from, sizeOf(after)]);
  const resized =
    sizeOf(after) === 1
      ? g.matmul(g.reshape(x, [sizeOf(before), resize.from]), weights, { transposeB: true })
      : g.matmul(weights, columns);
  return g.reshape(resized, [...before, resize.to, ...after]);
}

function resizeAll(call: Call, x: Tensor, axes: readonly (AxisResize | undefined)[], filling: number): Tensor {
  const extents = axes.map((axis, i) => axis?.to ?? x.shape[i]!);
  call.requireRoom(extents);
  for (const axis of axes) if (axis) call.requireRoom([axis.from, axis.to]);
  const y = axes.reduce<Tensor>((t, axis, i) => (axis === undefined ? t : alongAxis(t, i, axis)), g.cast(x, 'float32'));
  const filled = axes.reduce<Tensor>((t, axis, i) => {
    const outside = axis === undefined ? [] : outsideOf(axis);
    if (!outside.includes(true)) return t;
    const shape = t.shape.map((extent, at) => (at === i ? extent : 1));
    return g.where(g.constant(outside.map(Number), { dtype: 'bool', shape }), filling, t);
  }, y);
  return x.dtype === 'float32' ? filled : g.cast(g.round(filled), x.dtype);
}

function sizesOf(
  call: Call,
  x: Tensor,
  axes: readonly number[],
  sizes: readonly number[] | undefined,
  scales: readonly number[] | undefined,
) {
  const [given, name] = sizes?.length ? [sizes, 'sizes'] : [scales ?? [], 'scales'];
  if (given.length !== axes.length || given.some(n => !(n > 0))) {
    call.fail(`${axes.length} ${name} above 0`, `[${given.join(', ')}]`);
  }
  const policy = call.text('keep_aspect_ratio_policy', 'stretch', ['stretch', 'not_larger', 'not_smaller']);
  if (!sizes?.length) {
    return axes.map((axis, i) => ({ to: Math.floor(x.shape[axis]! * scales![i]!), scale: scales![i]! }));
  }
  const ratios = axes.map((axis, i) => sizes[i]! / x.shape[axis]!);
  if (policy === 'stretch') return axes.map((_, i) => ({ to: sizes[i]!, scale: ratios[i]! }));
  const scale = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
  return axes.map(axis => ({ to: Math.round(scale * x.shape[axis]!), scale }));
}

/** Upsample had another word for linear. */
function modeOf(call: Call, choices: readonly string[]): string {
  const mode = call.text('mode', 'nearest', choices);
  return mode === 'bilinear' ? 'linear' : mode;
}

function resize(call: Call): Tensor {
  const x = call.x();
  const old = call.version < 11; // operands x and scales
  const axes = call.ints('axes')?.map(axis => call.axis(axis, x.shape.length)) ?? x.shape.map((_, axis) => axis);
  const region = old ? undefined : call.known(1);
  const found = sizesOf(call, x, axes, old ? undefined : call.known(3), call.known(old ? 1 : 2));
  const manner: Manner = {
    mode: modeOf(call, ['nearest', 'linear', 'cubic']),
    coordinates: call.text('coordinate_transformation_mode', old ? 'asymmetric' : 'half_pixel', COORDINATES),
    nearest: call.text('nearest_mode', old ? 'floor' : 'round_prefer_floor', [
      'round_prefer_floor',
      'round_prefer_ceil',
      'floor',
      'ceil',
    ]),
    cubicCoefficient: call.float('cubic_coeff_a', -0.75),
    excludeOutside: call.int('exclude_outside', 0) === 1,
    antialias: call.int('antialias', 0) === 1,
  };
  const filling = call.float('extrapolation_value', 0);
  const isCrop = manner.coordinates === 'tf_crop_and_resize';
  if (isCrop && region?.length !== 2 * axes.length) call.fail(`a region of ${2 * axes.length} numbers`, `${region}`);
  const resized = x.shape.map((from, axis) => {
    const i = axes.indexOf(axis);
    if (i < 0) return undefined;
    const [start, end] = isCrop ? [region![i]!, region![i + axes.length]!] : [0, 1];
    const { to, scale } = found[i]!;
    const stays = to === from && scale === 1 && (!isCrop || (start === 0 && end === 1));
    return stays ? undefined : { ...manner, from, to, scale, start, end };
  });
  return resizeAll(call, x, resized, filling);
}

/** `scales` was an attribute before operator set 9. */
function upsample(call: Call): Tensor {
  const x = call.x();
  const axes = x.shape.map((_, axis) => axis);
  const scales = call.known(1) ?? call.floats('scales');
  const found = sizesOf(call, x, axes, undefined, scales);
  const manner: Manner = {
    mode: modeOf(call, ['nearest', 'linear', 'bilinear']),
    coordinates: 'asymmetric',
    nearest: 'floor',
    cubicCoefficient: -0.75,
    excludeOutside: false,
    antialias: false,
  };
  const resized = found.map(({ to, scale }, i) =>
    scale === 1 ? undefined : { ...manner, from: x.shape[i]!, to, scale, start: 0, end: 1 },
  );
  return resizeAll(call, x, resized, 0);
}

/** Images of another size. */
export const resizings: Operators = { Resize: withKnown([1, 2], resize), Upsample: withKnown([1], upsample) };

/** Images [N, C, H, W] brought to a height and a width, linearly and without aliasing, as image loaders do. */
export function resizeImages(x: Tensor, sides: readonly [number, number]): Tensor {
  return sides.reduce((y, to, i) => {
    const axis = i + 2;
    const from = x.shape[axis]!;
    if (from === to) return y;
    return alongAxis(y, axis, {
      from,
      to,
      scale: to / from,
      start: 0,
      end: 1,
      mode: 'linear',
      coordinates: 'half_pixel',
      nearest: 'floor',
      cubicCoefficient: -0.75,
      excludeOutside: true,
      antialias: true,
    });
  }, x);
}
