import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Call } from './call.ts';

/** How a window moves over each axis of an image, as the attributes of a node say; lists have one number an axis. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Before each axis, then after each. */
  readonly pads: readonly number[];
  /** How many places the window has along each axis. */
  readonly places: readonly number[];
}

/** Reads the attributes that convolutions and poolings share; `image` are the extents of the axes that the window moves over. */
export function readWindows(call: Call, image: readonly number[], kernel: readonly number[], ceil = false): Windows {
  const each = (name: string) => requireList(call, name, call.ints(name) ?? image.map(() => 1), image.length, 1);
  requireList(call, 'kernel_shape', kernel, image.length, 1);
  const [strides, dilations] = [each('strides'), each('dilations')];
  const given = call.ints('pads');
  const auto = call.text('auto_pad', 'NOTSET', ['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER']);
  const reach = kernel.map((k, i) => (k - 1) * dilations[i]! + 1);
  if (auto.startsWith('SAME')) {
    const places = image.map((extent, i) => Math.ceil(extent / strides[i]!));
    const total = image.map((extent, i) => Math.max(0, (places[i]! - 1) * strides[i]! + reach[i]! - extent));
    const [less, more] = [total.map(n => Math.floor(n / 2)), total.map(n => Math.ceil(n / 2))];
    return {
      kernel,
      strides,
      dilations,
      pads: auto === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less],
      places,
    };
  }
  const none = Array<number>(2 * image.length).fill(0);
  const pads = auto === 'VALID' ? none : requireList(call, 'pads', given ?? none, 2 * image.length, 0);
  const places = image.map((extent, i) => {
    const [before, after] = [pads[i]!, pads[i + image.length]!];
    const free = extent + before + after - reach[i]!;
    if (!ceil) return Math.floor(free / strides[i]!) + 1;
    const places = Math.ceil(free / strides[i]!) + 1;
    return (places - 1) * strides[i]! >= extent + before ? places - 1 : places; // a window begins within the image
  });
  return { kernel, strides, dilations, pads, places };
}

/** Stops a list of the wrong length, or with numbers that are too small. */
export function requireList(
  call: Call,
  name: string,
  list: readonly number[],
  length: number,
  least: number,
): readonly number[] {
  if (list.length === length && list.every(n => n >= least)) return list;
  return call.fail(`${length} numbers of at least ${least} as ${name}`, `[${list.join(', ')}]`);
}

/** The numbers of one or two axes as those of two; a row is an image of one row. */
export const asPair = (list: readonly number[], alone: number): readonly [number, number] =>
  list.length === 1 ? [alone, list[0]!] : [list[0]!, list[1]!];

/** Padding of one or two axes as above, left, below and right. */
export const asSides = (pads: readonly number[]): readonly [number, number, number, number] =>
  pads.length === 2 ? [0, pads[0]!, 0, pads[1]!] : [pads[0]!, pads[1]!, pads[2]!, pads[3]!];

/** Runs something that takes images [N, C, H, W] on those or on rows [N, C, L]. */
export function onImages(call: Call, x: Tensor, f: (image: Tensor) => Tensor): Tensor {
  if (x.shape.length === 4) return f(x);
  if (x.shape.length !== 3) {
    call.fail('images [N, C, H, W] or rows [N, C, L]', `[${x.shape.join(', ')}]`, 'Others are not supported');
  }
  return g.squeeze(f(g.expandDims(x, 2)), 2);
}
