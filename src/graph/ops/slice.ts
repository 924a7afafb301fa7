import { nothing } from '../cost-rules.ts';
import { apply, type Op, type Tensor } from '../tensor.ts';
import { shapeError } from '../tensor-type.ts';
import { expandDims, reshape } from './shape.ts';

interface SliceAttrs {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}

const sliceOp: Op<SliceAttrs> = {
  name: 'slice',
  type: ([x], { starts, ends, steps }) => ({
    dtype: x!.dtype,
    shape: starts.map((start, i) => Math.max(0, Math.ceil((ends[i]! - start) / steps[i]!))),
  }),
  // Only the axes that are cut are named, so that the others stay free.
  onnx: (write, xs, { starts, ends, steps }, node) => {
    const from = node.inputs[0]!.shape;
    const cut = from
      .map((_, axis) => axis)
      .filter(axis => starts[axis] !== 0 || ends[axis] !== from[axis] || steps[axis] !== 1);
    const pick = (list: readonly number[]) => write.ints(cut.map(axis => list[axis]!));
    return write.node('Slice', [xs[0]!, pick(starts), pick(ends), write.ints(cut), pick(steps)]);
  },
  cost: nothing,
  gradient: ({ dy, xs, attrs: { starts, steps } }) => {
    const spread = steps.reduce((d, step, axis) => (step === 1 ? d : dilate(d, axis, step)), dy);
    const after = xs[0]!.shape.map((extent, i) => extent - starts[i]! - spread.shape[i]!);
    const trimmed = after.some(n => n < 0)
      ? slice(spread, { ends: spread.shape.map((extent, i) => extent + Math.min(after[i]!, 0)) })
      : spread;
    return [
      pad(
        trimmed,
        starts,
        after.map(n => Math.max(n, 0)),
      ),
    ];
  },
};
/**
 * The part of x from `starts` (default 0) to before `ends` (default the whole extent) by `steps` (default 1, positive whole
 * numbers). Each list has one number an axis; axes it does not reach stay whole. Negative bounds count from the end, and
 * bounds outside are moved to the edge.
 */
export function slice(
  x: Tensor,
  part: { starts?: readonly number[]; ends?: readonly number[]; steps?: readonly number[] },
): Tensor {
  const bound = (value: number, extent: number) => Math.min(Math.max(value < 0 ? value + extent : value, 0), extent);
  const starts = x.shape.map((extent, i) => bound(part.starts?.[i] ?? 0, extent));
  const ends = x.shape.map((extent, i) => bound(part.ends?.[i] ?? extent, extent));
  const steps = x.shape.map((_, i) => part.steps?.[i] ?? 1);
  const given = [part.starts, part.ends, part.steps].map(list => list?.length ?? 0);
  if (Math.max(...given) > x.shape.length)
    throw shapeError('slice', `${Math.max(...given)} axes, as bounds are given`, [x]);
  if (steps.some(step => !Number.isInteger(step) || step < 1)) {
    throw shapeError('slice', `positive steps instead of [${steps.join(', ')}]`, [x]);
  }
  const whole = x.shape.every((extent, i) => starts[i] === 0 && ends[i] === extent && steps[i] === 1);
  return whole ? x : apply(sliceOp, [x], { starts, ends, steps });
}

/** The rows of x from `start` to before `end` along the first axis; negative bounds count from the end. */
export const rows = (x: Tensor, start: number, end: number): Tensor => slice(x, { starts: [start], ends: [end] });

/** step − 1 zeros put behind each element along an axis. */
function dilate(x: Tensor, axis: number, step: number): Tensor {
  const wide = expandDims(x, axis + 1);
  const before = wide.shape.map(() => 0);
  const padded = pad(wide, before, before.with(axis + 1, step - 1));
  return reshape(padded, x.shape.with(axis, x.shape[axis]! * step));
}

const padOp: Op<{ before: readonly number[]; after: readonly number[]; value: number }> = {
  name: 'pad',
  type: ([x], { before, after }) => ({
    dtype: x!.dtype,
    shape: x!.shape.map((extent, i) => extent + before[i]! + after[i]!),
  }),
  onnx: (write, xs, { before, after, value }, node) =>
    write.node('Pad', [xs[0]!, write.ints([...before, ...after]), write.constant(node.inputs[0]!.dtype, [value], [])]),
  cost: nothing,
  gradient: ({ dy, xs, attrs: { before } }) => [
    slice(dy, { starts: before, ends: before.map((n, i) => n + xs[0]!.shape[i]!) }),
  ],
};
/** x with `value` (default 0) put before and after each axis, as many as the two lists say: one number an axis, at least 0. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  const fits = before.length === x.shape.length && after.length === x.shape.length;
  if (!fits || [...before, ...after].some(n => n < 0)) {
    const got = `[${before.join(', ')}] and [${after.join(', ')}]`;
    throw shapeError('pad', `two lists of ${x.shape.length} numbers, none negative, instead of ${got}`, [x]);
  }
  return [...before, ...after].every(n => n === 0) ? x : apply(padOp, [x], { before, after, value });
}
