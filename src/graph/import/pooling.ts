import { sizeOf } from '../../nd-array.ts';
import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Call, Operator, Operators } from './call.ts';
import { asPair, asSides, onImages, readWindows, type Windows } from './windows.ts';

/** The windows of a pooling, whose kernel must be told. */
function poolWindows(call: Call): Windows {
  const image = call.x().shape.slice(2);
  const ceil = call.int('ceil_mode', 0) === 1;
  return readWindows(call, image, call.ints('kernel_shape') ?? call.fail('kernel_shape', 'none'), ceil);
}

/** How far the windows reach beyond the padding after each axis (ceil mode), or stay short of it where that is negative. */
function overhang({ kernel, strides, dilations, pads, places }: Windows, image: readonly number[]): readonly number[] {
  return image.map((extent, i) => {
    const reach = (places[i]! - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1;
    return reach - (extent + pads[i]! + pads[i + image.length]!);
  });
}

/** Padding that reaches as far as the windows do. */
function reachedPads(windows: Windows, image: readonly number[]): readonly number[] {
  const over = overhang(windows, image);
  const lead = image.length;
  return windows.pads.map((n, i) => (i < lead ? n : n + Math.max(0, over[i - lead]!)));
}

/** The runtime pads by less than a kernel only; wider padding is a node of its own. */
const isNarrow = (pads: readonly number[], kernel: readonly number[]): boolean =>
  pads.every((n, i) => n < kernel[i % kernel.length]!);

function padded(image: Tensor, pads: readonly number[], value: number): Tensor {
  const [top, left, bottom, right] = asSides(pads);
  return g.pad(image, [0, 0, top, left], [0, 0, bottom, right], value);
}

function maxPool(call: Call): readonly (Tensor | undefined)[] {
  const x = call.x();
  const image = x.shape.slice(2);
  const windows = poolWindows(call);
  const pads = reachedPads(windows, image);
  const narrow = isNarrow(pads, windows.kernel);
  const options = {
    kernel: asPair(windows.kernel, 1),
    stride: asPair(windows.strides, 1),
    dilation: asPair(windows.dilations, 1),
    padding: narrow ? asSides(pads) : 0,
  };
  const byColumns = call.int('storage_order', 0) === 1;
  const prepared = (rows: Tensor) => (narrow ? rows : padded(rows, pads, Number.NEGATIVE_INFINITY));
  const floats = g.cast(x, 'float32');
  const values = onImages(call, floats, rows => g.maxPool2d(prepared(rows), options));
  if (!call.wants(1)) return [g.cast(values, x.dtype)];
  if (!narrow) call.fail('padding of less than the kernel where indices are wanted', `[${pads.join(', ')}]`);
  const indices = onImages(call, floats, rows => g.maxPool2dIndices(rows, options).indices);
  const [h, w] = asPair(image, 1);
  return [g.cast(values, x.dtype), byColumns ? columnMajor(indices, h, w) : indices];
}

/** Indices into images as they are when counted down the columns. */
function columnMajor(indices: Tensor, h: number, w: number): Tensor {
  const before = g.mul(g.div(indices, h * w), h * w);
  const within = g.sub(indices, before);
  const row = g.div(within, w);
  const column = g.sub(within, g.mul(row, w));
  return g.add(before, g.add(g.mul(column, h), row));
}

/** One by how many numbers each window covers: those of the image, and those of the padding where they count. */
function inverseCounts(windows: Windows, image: readonly number[], countPadding: boolean): Tensor {
  const { kernel, strides, dilations, pads, places } = windows;
  const counts = image.map((extent, axis) => {
    const [first, last] = countPadding ? [-pads[axis]!, extent + pads[axis + image.length]!] : [0, extent];
    return Array.from({ length: places[axis]! }, (_, i) => {
      const start = i * strides[axis]! - pads[axis]!;
      const taps = Array.from({ length: kernel[axis]! }, (_, k) => start + k * dilations[axis]!);
      return taps.filter(at => at >= first && at < last).length;
    });
  });
  const [rows, columns] = counts.length === 1 ? [[1], counts[0]!] : [counts[0]!, counts[1]!];
  const inverse = rows.flatMap(a => columns.map(b => 1 / Math.max(1, a * b)));
  return g.constant(inverse, { shape: [rows.length, columns.length] });
}

/** The sum of each window: a convolution of each channel with ones. */
function windowSums(call: Call, x: Tensor, windows: Windows): Tensor {
  const kernel = asPair(windows.kernel, 1);
  const pads = reachedPads(windows, x.shape.slice(2));
  return onImages(call, x, rows =>
    g.conv2d(rows, g.full([rows.shape[1]!, 1, ...kernel], 1), undefined, {
      stride: asPair(windows.strides, 1),
      dilation: asPair(windows.dilations, 1),
      padding: asSides(pads),
      groups: rows.shape[1]!,
    }),
  );
}

function averagePool(call: Call): Tensor {
  const x = call.x();
  const image = x.shape.slice(2);
  const windows = poolWindows(call);
  const countPadding = call.int('count_include_pad', 0) === 1;
  const plain = [...windows.dilations, ...overhang(windows, image).map(n => Math.max(n + 1, 1))].every(n => n === 1);
  if (plain && isNarrow(windows.pads, windows.kernel)) {
    const { kernel, strides, pads } = windows;
    const options = { kernel: asPair(kernel, 1), stride: asPair(strides, 1), padding: asSides(pads), countPadding };
    return onImages(call, x, rows => g.avgPool2d(rows, options));
  }
  call.requireRoom(windows.places);
  const counts = inverseCounts(windows, image, countPadding);
  const sums = windowSums(call, x, windows);
  return image.length === 1 ? g.mul(sums, g.reshape(counts, [-1])) : g.mul(sums, counts);
}

/** |x| to the power p, which is x² without the kink for 2. */
const powered = (x: Tensor, p: number): Tensor => (p === 2 ? g.square(x) : p === 1 ? g.abs(x) : g.pow(g.abs(x), p));
const rooted = (x: Tensor, p: number): Tensor => (p === 2 ? g.safeSqrt(x) : p === 1 ? x : g.pow(x, 1 / p));

function lpPool(call: Call): Tensor {
  const p = call.int('p', 2);
  return rooted(windowSums(call, powered(call.x(), p), poolWindows(call)), p);
}

/** Where MaxPool took its values from they are put back; elsewhere is 0. */
function maxUnpool(call: Call): Tensor {
  const [x, indices] = [call.x(0), call.x(1)];
  const image = x.shape.slice(2);
  const kernel = call.ints('kernel_shape') ?? call.fail('kernel_shape', 'none');
  const { strides, pads } = readWindows(call, image, kernel);
  const usual = image.map((n, i) => (n - 1) * strides[i]! - pads[i]! - pads[i + image.length]! + kernel[i]!);
  const shape = [...x.shape.slice(0, 2), ...usual];
  call.requireRoom(shape);
  const zeros = g.full([sizeOf(shape)], 0);
  const y = g.reshape(g.scatter(zeros, g.reshape(indices, [-1]), g.reshape(x, [-1])), shape);
  const wanted = call.known(2) ?? shape;
  const rest = wanted.map((n, axis) => n - shape[axis]!);
  if (rest.length !== shape.length || rest.some(n => n < 0)) call.fail('a shape no smaller', `[${wanted.join(', ')}]`);
  call.requireRoom(wanted);
  return g.pad(
    y,
    rest.map(() => 0),
    rest,
  );
}

const everywhere =
  (f: (x: Tensor, axes: readonly number[], call: Call) => Tensor): Operator =>
  call => {
    const x = call.x();
    return f(
      x,
      x.shape.map((_, axis) => axis).filter(axis => axis > 1),
      call,
    );
  };

/** Poolings over one axis or two. */
export const poolings: Operators = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  LpPool: lpPool,
  MaxUnpool: maxUnpool,
  GlobalAveragePool: everywhere((x, axes) => g.mean(x, axes, true)),
  GlobalMaxPool: everywhere((x, axes) => g.max(x, axes, true)),
  GlobalLpPool: everywhere((x, axes, call) => {
    const p = call.int('p', 2);
    return rooted(g.sum(powered(x, p), axes, true), p);
  }),
};
