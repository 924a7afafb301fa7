import { sizeOf } from '../../nd-array.ts';
import { constantAttrs } from '../given.ts';
import * as g from '../ops/index.ts';
import type { Shape, Tensor } from '../tensor.ts';
import { sameShape } from '../tensor-type.ts';
import { type Call, type Operators, withKnown } from './call.ts';

/** Indices counted from the front. */
const fromFront = (indices: Tensor, extents: Tensor): Tensor =>
  g.where(g.less(indices, 0), g.add(indices, extents), indices);

const whole = (values: readonly number[], shape?: Shape): Tensor =>
  g.constant(values, { dtype: 'int64', ...(shape && { shape }) });

/** How far apart neighbours along each axis lie. */
const strides = (shape: Shape): number[] => shape.map((_, i) => sizeOf(shape.slice(i + 1)));

/** Places [..., k] in an array of `shape` (k axes) as single indices [...]. */
function flatIndices(places: Tensor, shape: Shape): Tensor {
  const front = fromFront(g.cast(places, 'int64'), whole(shape));
  return g.sum(g.mul(front, whole(strides(shape))), -1);
}

function gatherNd(call: Call): Tensor {
  const [x, indices] = [call.x(0), call.x(1)];
  const batch = call.int('batch_dims', 0);
  const depth = indices.shape.at(-1) ?? 0;
  if (!(batch >= 0 && depth >= 1 && batch < indices.shape.length && batch + depth <= x.shape.length)) {
    call.fail('indices [..., k] into the first axes', `[${indices.shape.join(', ')}] into [${x.shape.join(', ')}]`);
  }
  if (!sameShape(x.shape.slice(0, batch), indices.shape.slice(0, batch))) call.fail('equal batch axes', 'others');
  const named = x.shape.slice(batch, batch + depth);
  const rest = x.shape.slice(batch + depth);
  const [batches, size] = [sizeOf(x.shape.slice(0, batch)), sizeOf(named)];
  const flat = g.reshape(flatIndices(indices, named), [batches, -1]);
  const offsets = whole(
    Array.from({ length: batches }, (_, i) => i * size),
    [batches, 1],
  );
  const rows = g.reshape(x, [batches * size, ...rest]);
  return g.reshape(g.gather(rows, g.reshape(g.add(flat, offsets), [-1])), [...indices.shape.slice(0, -1), ...rest]);
}

/** What becomes of what was there, by the reduction that the node names. */
function scatterBy(call: Call): typeof g.scatter {
  const reduction = call.text('reduction', 'none', ['none', 'add', 'mul', 'max', 'min']);
  if (reduction === 'none') return g.scatter;
  if (reduction === 'add') return g.scatterAdd;
  return call.fail('the reduction none or add', `"${reduction}"`, 'Others are not supported');
}

function scatterElements(call: Call): Tensor {
  const [x, indices, updates] = [call.x(0), call.x(1), call.x(2)];
  return scatterBy(call)(x, indices, updates, call.axis(call.int('axis', 0), x.shape.length));
}

function scatterNd(call: Call): Tensor {
  const [x, indices, updates] = [call.x(0), call.x(1), call.x(2)];
  const depth = indices.shape.at(-1) ?? 0;
  const rest = x.shape.slice(depth);
  const fits = depth >= 1 && depth <= x.shape.length;
  if (!fits || !sameShape(updates.shape, [...indices.shape.slice(0, -1), ...rest])) {
    const got = [indices, updates].map(t => `[${t.shape.join(', ')}]`).join(' and ');
    call.fail(`indices [..., k] into [${x.shape.join(', ')}] and an update for each`, got);
  }
  const named = x.shape.slice(0, depth);
  const width = sizeOf(rest);
  const flat = g.reshape(flatIndices(indices, named), [-1, 1]);
  const wide = g.broadcastTo(flat, [flat.shape[0]!, width]);
  const rows = g.reshape(x, [sizeOf(named), width]);
  return g.reshape(scatterBy(call)(rows, wide, g.reshape(updates, [-1, width]), 0), x.shape);
}

function oneHot(call: Call): Tensor {
  const [indices, values] = [call.x(0), call.x(2)];
  const depth = call.known(1)?.[0] ?? call.fail('a depth', 'none');
  call.requireRoom([sizeOf(indices.shape), depth]);
  const axis = call.axis(call.int('axis', -1), indices.shape.length + 1);
  const index = g.cast(indices, 'int64');
  const hot = g.equal(
    g.expandDims(fromFront(index, whole([depth])), axis),
    alongAxis(depth, axis, indices.shape.length + 1),
  );
  const [off, on] = g.split(values, [1, 1]);
  return g.where(hot, on!, off!);
}

/** 0, 1, … along one axis of several. */
const alongAxis = (n: number, axis: number, rank: number): Tensor =>
  whole(
    Array.from({ length: n }, (_, i) => i),
    Array.from({ length: rank }, (_, i) => (i === axis ? n : 1)),
  );

function compress(call: Call): Tensor {
  const chosen = (call.known(1) ?? []).flatMap((truth, i) => (truth ? [i] : []));
  const axis = call.int('axis');
  const x = axis === undefined ? g.reshape(call.x(), [-1]) : call.x();
  return g.gather(x, whole(chosen), axis === undefined ? 0 : call.axis(axis, x.shape.length));
}

/** The places that are not 0, [axes, count]: a shape that only known numbers give. */
function nonZero(call: Call): Tensor {
  const values = call.known(0)!;
  const { shape } = constantAttrs(call.x().node)!;
  const at = values.flatMap((v, i) => (v !== 0 ? [i] : []));
  const steps = strides(shape);
  const places = shape.flatMap((extent, axis) => at.map(i => Math.floor(i / steps[axis]!) % extent));
  return whole(places, [shape.length, at.length]);
}

function reverseSequence(call: Call): Tensor {
  const x = call.x();
  const lengths = call.known(1) ?? call.fail('lengths', 'none');
  const [time, batch] = [call.int('time_axis', 0), call.int('batch_axis', 1)];
  if (time + batch !== 1 || x.shape.length < 2 || lengths.length !== x.shape[batch]) {
    call.fail('a batch axis and a time axis first, and a length for each of the batch', `[${x.shape.join(', ')}]`);
  }
  const [steps, count] = [x.shape[time]!, x.shape[batch]!];
  const from = Array.from({ length: steps * count }, (_, at) => {
    const [t, b] = time === 0 ? [Math.floor(at / count), at % count] : [at % steps, Math.floor(at / steps)];
    const turned = t < lengths[b]! ? lengths[b]! - 1 - t : t;
    return time === 0 ? turned * count + b : b * steps + turned;
  });
  return g.reshape(g.gather(g.reshape(x, [steps * count, ...x.shape.slice(2)]), whole(from)), x.shape);
}

/** What reads and writes at places that numbers name. */
export const indexing: Operators = {
  Gather: call => g.gather(call.x(0), call.x(1), call.axis(call.int('axis', 0), call.x().shape.length)),
  GatherElements: call => g.gatherElements(call.x(0), call.x(1), call.axis(call.int('axis', 0), call.x().shape.length)),
  GatherND: gatherNd,
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterNd,
  OneHot: withKnown([2], oneHot),
  Compress: compress,
  NonZero: nonZero,
  ReverseSequence: reverseSequence,
};
