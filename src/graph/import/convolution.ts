import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Call, Operators } from './call.ts';
import { asPair, asSides, onImages, readWindows, requireList } from './windows.ts';

/** A kernel over one axis as one over images of one row. */
const asKernel = (w: Tensor): Tensor => (w.shape.length === 3 ? g.expandDims(w, 2) : w);

function requireKernel(call: Call, x: Tensor, w: Tensor): readonly number[] {
  const kernel = call.ints('kernel_shape') ?? w.shape.slice(2);
  if (w.shape.length !== x.shape.length || kernel.some((n, i) => n !== w.shape[i + 2])) {
    call.fail('a weight with as many axes as the images, of the kernel’s shape', `[${w.shape.join(', ')}]`);
  }
  return kernel;
}

function conv(call: Call): Tensor {
  const [x, w, b] = [call.x(0), call.x(1), call.xs[2]];
  const { strides, dilations, pads } = readWindows(call, x.shape.slice(2), requireKernel(call, x, w));
  const groups = call.int('group', 1);
  return onImages(call, x, image =>
    g.conv2d(image, asKernel(w), b, {
      stride: asPair(strides, 1),
      dilation: asPair(dilations, 1),
      padding: asSides(pads),
      groups,
    }),
  );
}

/** `output_shape` or auto_pad decide on the padding: what is too much is cut, more from the end where it is said to be upper. */
function convTranspose(call: Call): Tensor {
  const [x, w, b] = [call.x(0), call.x(1), call.xs[2]];
  const image = x.shape.slice(2);
  const kernel = requireKernel(call, x, w);
  const groups = call.int('group', 1);
  const { strides, dilations, pads: given } = readWindows(call, image, kernel);
  const auto = call.text('auto_pad', 'NOTSET');
  const extra = requireList(call, 'output_padding', call.ints('output_padding') ?? image.map(() => 0), image.length, 0);
  const full = image.map((n, i) => (n - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1 + extra[i]!);
  const same = auto.startsWith('SAME') ? image.map((n, i) => n * strides[i]!) : undefined;
  const wanted = call.ints('output_shape')?.slice(-image.length) ?? same;
  if (wanted) requireList(call, 'output_shape', wanted, image.length, 1);
  const surplus = wanted && full.map((n, i) => n - wanted[i]!);
  const halves = surplus?.map(n => [Math.floor(Math.max(n, 0) / 2), Math.ceil(Math.max(n, 0) / 2)] as const);
  const begins = halves?.map(([less, more]) => (auto === 'SAME_UPPER' ? less : auto === 'SAME_LOWER' ? more : less));
  const ends = halves?.map(([less, more]) => (auto === 'SAME_LOWER' ? less : more));
  const pads = begins && ends ? [...begins, ...ends] : given;
  const outputPadding = extra.map((n, i) => n + Math.max(0, -(surplus?.[i] ?? 0)));
  return onImages(call, x, rows =>
    g.convTranspose2d(rows, asKernel(w), b, {
      stride: asPair(strides, 1),
      dilation: asPair(dilations, 1),
      padding: asSides(pads),
      outputPadding: asPair(outputPadding, 0),
      groups,
    }),
  );
}

/** Convolutions over one axis or two. */
export const convolutions: Operators = { Conv: conv, ConvTranspose: convTranspose };
