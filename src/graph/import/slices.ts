import { sizeOf } from '../../nd-array.ts';
import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import { type Call, type Operators, withKnown } from './call.ts';

/** The places along an axis that a list names. */
const picked = (x: Tensor, places: readonly number[], axis: number): Tensor =>
  g.gather(x, g.constant(places, { dtype: 'int64' }), axis);

/** Operator sets before 10 have attributes in place of operands. */
function slice(call: Call): Tensor {
  const x = call.x();
  const starts = call.knownOr(1, 'starts') ?? call.fail('starts', 'none');
  const ends = call.knownOr(2, 'ends') ?? call.fail('ends', 'none');
  const axes = call.knownOr(3, 'axes') ?? starts.map((_, i) => i);
  const steps = call.known(4) ?? starts.map(() => 1);
  if ([ends, axes, steps].some(list => list.length !== starts.length) || steps.includes(0)) {
    call.fail(`${starts.length} ends, axes and steps other than 0`, `${ends.length}, ${axes.length} and ${steps}`);
  }
  const along = axes.map(axis => call.axis(axis, x.shape.length));
  const forward = { starts: x.shape.map(() => 0), ends: [...x.shape], steps: x.shape.map(() => 1) };
  along.forEach((axis, i) => {
    if (steps[i]! < 0) return;
    Object.assign(forward.starts, { [axis]: starts[i] });
    Object.assign(forward.ends, { [axis]: ends[i] });
    Object.assign(forward.steps, { [axis]: steps[i] });
  });
  return along.reduce(
    (y, axis, i) => (steps[i]! < 0 ? picked(y, backward(starts[i]!, ends[i]!, steps[i]!, x.shape[axis]!), axis) : y),
    g.slice(x, forward),
  );
}

/** The places from `start` down to before `end`. */
function backward(start: number, end: number, step: number, extent: number): readonly number[] {
  const from = Math.min(start < 0 ? start + extent : start, extent - 1);
  const to = Math.max(end < 0 ? end + extent : end, -1);
  const count = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length: Math.min(count, extent) }, (_, i) => from + i * step).filter(at => at >= 0);
}

function split(call: Call): readonly Tensor[] {
  const x = call.x();
  const axis = call.axis(call.int('axis', 0), x.shape.length);
  const parts = call.int('num_outputs', call.outputs);
  const extent = x.shape[axis]!;
  const size = Math.ceil(extent / parts);
  const sizes =
    call.knownOr(1, 'split') ??
    Array.from({ length: call.outputs }, (_, i) => Math.max(0, Math.min(size, extent - i * size)));
  if (sizes.length !== call.outputs || sizes.some(n => n < 0) || sizes.reduce((a, b) => a + b, 0) !== extent) {
    call.fail(`${call.outputs} sizes that make up ${extent}`, `[${sizes.join(', ')}]`);
  }
  if (sizes.every(n => n > 0)) return g.split(x, sizes, axis);
  const start = (i: number) => sizes.slice(0, i).reduce((a, b) => a + b, 0);
  const none = x.shape.map(() => 0);
  return sizes.map((n, i) => g.slice(x, { starts: none.with(axis, start(i)), ends: x.shape.with(axis, start(i) + n) }));
}

/** Where the numbers of a padded axis come from, by the mode. */
function sourceOf(mode: string, at: number, extent: number): number {
  if (mode === 'edge') return Math.min(Math.max(at, 0), extent - 1);
  if (mode === 'wrap') return ((at % extent) + extent) % extent;
  const period = Math.max(1, 2 * (extent - 1));
  const within = ((at % period) + period) % period;
  return Math.min(within, period - within);
}

function pad(call: Call): Tensor {
  const x = call.x();
  const rank = x.shape.length;
  const pads = call.knownOr(1, 'pads') ?? call.fail('pads', 'none');
  const value = call.known(2)?.[0] ?? (call.version < 11 ? call.float('value', 0) : 0);
  const axes = call.known(3)?.map(axis => call.axis(axis, rank)) ?? x.shape.map((_, axis) => axis);
  const mode = call.text('mode', 'constant', ['constant', 'reflect', 'edge', 'wrap']);
  if (pads.length !== 2 * axes.length) call.fail(`${2 * axes.length} pads`, `[${pads.join(', ')}]`);
  const of = (axis: number, offset: number) => {
    const at = axes.indexOf(axis);
    return at < 0 ? 0 : pads[at + offset]!;
  };
  const before = x.shape.map((_, axis) => of(axis, 0));
  const after = x.shape.map((_, axis) => of(axis, axes.length));
  const shape = x.shape.map((extent, axis) => extent + before[axis]! + after[axis]!);
  if (shape.some(n => !(n >= 0))) call.fail('pads that leave something', `[${pads.join(', ')}]`);
  call.requireRoom(shape);
  const cut = g.slice(x, {
    starts: before.map(n => Math.max(0, -n)),
    ends: x.shape.map((extent, axis) => extent + Math.min(0, after[axis]!)),
  });
  const [more, rest] = [before.map(n => Math.max(0, n)), after.map(n => Math.max(0, n))];
  if (mode === 'constant') return padded(cut, more, rest, value);
  if (sizeOf(cut.shape) === 0) call.fail('something to pad with', `[${cut.shape.join(', ')}]`);
  return cut.shape.reduce((y, extent, axis) => {
    if (more[axis] === 0 && rest[axis] === 0) return y;
    const length = extent + more[axis]! + rest[axis]!;
    return picked(
      y,
      Array.from({ length }, (_, i) => sourceOf(mode, i - more[axis]!, extent)),
      axis,
    );
  }, cut);
}

/** The runtime pads no truths. */
const padded = (x: Tensor, before: readonly number[], after: readonly number[], value: number): Tensor =>
  x.dtype === 'bool' ? g.cast(g.pad(g.cast(x, 'int32'), before, after, value), 'bool') : g.pad(x, before, after, value);

/** The triangle of each matrix on one side of a diagonal. */
function trilu(call: Call): Tensor {
  const x = call.x();
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  if (x.shape.length < 2) call.fail('matrices', `[${x.shape.join(', ')}]`);
  const k = call.known(1)?.[0] ?? 0;
  const upper = call.int('upper', 1) === 1;
  const inside = Array.from({ length: rows * columns }, (_, at) => {
    const offset = (at % columns) - Math.floor(at / columns);
    return Number(upper ? offset >= k : offset <= k);
  });
  const mask = g.constant(inside, { dtype: 'bool', shape: [rows, columns] });
  const wide = ['uint8', 'bool'].includes(x.dtype) ? g.cast(x, 'int32') : x;
  return g.cast(g.where(mask, wide, 0), x.dtype);
}

/** What takes parts and puts parts together. */
export const slices: Operators = {
  Slice: slice,
  Split: split,
  Concat: call => g.concat(call.all(), call.axis(call.int('axis', 1), call.x().shape.length)),
  Pad: withKnown([2], pad),
  Trilu: trilu,
};
