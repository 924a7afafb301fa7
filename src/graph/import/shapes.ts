import { sizeOf } from '../../nd-array.ts';
import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastShape } from '../tensor-type.ts';
import type { Call, Operators } from './call.ts';

const whole = (values: readonly number[]): Tensor => g.constant(values, { dtype: 'int64' });

/** A place between axes: outside, it is at the edge. */
const clamped = (at: number, rank: number): number => Math.min(Math.max(at < 0 ? at + rank : at, 0), rank);

function reshape(call: Call): Tensor {
  const x = call.x();
  const wanted = call.knownOr(1, 'shape') ?? call.fail('a shape', 'none');
  const copies = call.int('allowzero', 0) === 0;
  if (wanted.some(n => n < -1) || wanted.filter(n => n === -1).length > 1) {
    call.fail('a shape with at most one −1', `[${wanted.join(', ')}]`);
  }
  const shape = wanted.map((n, i) => (n === 0 && copies ? (x.shape[i] ?? 0) : n));
  const known = sizeOf(shape.filter(n => n !== -1));
  const open = known === 0 ? 0 : sizeOf(x.shape) / known;
  const full = shape.map(n => (n === -1 ? open : n));
  if (!full.every(Number.isInteger) || sizeOf(full) !== sizeOf(x.shape)) {
    call.fail(`a shape of ${sizeOf(x.shape)} numbers`, `[${shape.join(', ')}] for [${x.shape.join(', ')}]`);
  }
  return g.reshape(x, full);
}

function squeeze(call: Call): Tensor {
  const x = call.x();
  const given = call.knownOr(1, 'axes')?.map(axis => call.axis(axis, x.shape.length));
  const gone = given ?? x.shape.map((_, axis) => axis).filter(axis => x.shape[axis] === 1);
  const wide = gone.find(axis => x.shape[axis] !== 1);
  if (wide !== undefined) call.fail(`extent 1 at axis ${wide}`, `[${x.shape.join(', ')}]`);
  return g.reshape(
    x,
    x.shape.filter((_, axis) => !gone.includes(axis)),
  );
}

function unsqueeze(call: Call): Tensor {
  const x = call.x();
  const axes = call.knownOr(1, 'axes') ?? call.fail('axes', 'none');
  const rank = x.shape.length + axes.length;
  const added = axes.map(axis => call.axis(axis, rank));
  if (new Set(added).size !== added.length) call.fail('axes that differ', `[${axes.join(', ')}]`);
  const rest = [...x.shape];
  return g.reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : rest.shift()!)),
  );
}

function transpose(call: Call): Tensor {
  const x = call.x();
  const order = call.ints('perm') ?? x.shape.map((_, i) => x.shape.length - 1 - i);
  return x.shape.length < 2 ? x : g.transpose(x, order);
}

function expand(call: Call): Tensor {
  const x = call.x();
  const wanted = call.known(1) ?? call.fail('a shape', 'none');
  const shape = broadcastShape(x.shape, wanted);
  if (!shape) return call.fail(`a shape that [${x.shape.join(', ')}] broadcasts with`, `[${wanted.join(', ')}]`);
  call.requireRoom(shape);
  return g.broadcastTo(x, shape);
}

/** Each axis behind an axis of its repeats. */
export function tiled(x: Tensor, repeats: readonly number[]): Tensor {
  const split = g.reshape(
    x,
    x.shape.flatMap(extent => [1, extent]),
  );
  const wide = g.broadcastTo(
    split,
    x.shape.flatMap((extent, i) => [repeats[i]!, extent]),
  );
  return g.reshape(
    wide,
    x.shape.map((extent, i) => extent * repeats[i]!),
  );
}

function tile(call: Call): Tensor {
  const x = call.x();
  const repeats = call.known(1) ?? call.fail('repeats', 'none');
  if (repeats.length !== x.shape.length || repeats.some(n => n < 0)) {
    call.fail(`${x.shape.length} repeats`, `[${repeats.join(', ')}]`);
  }
  call.requireRoom(x.shape.map((extent, i) => extent * repeats[i]!));
  return tiled(x, repeats);
}

/** Blocks of pixels and channels change places; `mode` is the order of the channels. */
function depthToSpace(call: Call): Tensor {
  const x = call.x();
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const b = call.int('blocksize') ?? call.fail('blocksize', 'none');
  const mode = call.text('mode', 'DCR', ['DCR', 'CRD']);
  if (x.shape.length !== 4 || !(b >= 1) || c % b ** 2 !== 0) {
    call.fail(`images whose channels ${b}² divides`, `[${x.shape.join(', ')}]`);
  }
  const depth = c / b ** 2;
  const blocks =
    mode === 'DCR'
      ? g.transpose(g.reshape(x, [n, b, b, depth, h, w]), [0, 3, 4, 1, 5, 2])
      : g.transpose(g.reshape(x, [n, depth, b, b, h, w]), [0, 1, 4, 2, 5, 3]);
  return g.reshape(blocks, [n, depth, h * b, w * b]);
}

function spaceToDepth(call: Call): Tensor {
  const x = call.x();
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const b = call.int('blocksize') ?? call.fail('blocksize', 'none');
  if (x.shape.length !== 4 || !(b >= 1) || h % b !== 0 || w % b !== 0) {
    call.fail(`images whose sides ${b} divides`, `[${x.shape.join(', ')}]`);
  }
  const blocks = g.transpose(g.reshape(x, [n, c, h / b, b, w / b, b]), [0, 3, 5, 1, 2, 4]);
  return g.reshape(blocks, [n, c * b ** 2, h / b, w / b]);
}

/** What asks for shapes and changes them. */
export const shapes: Operators = {
  Shape: call => {
    const { shape } = call.x();
    const [start, end] = [call.int('start', 0), call.int('end', shape.length)];
    return whole(shape.slice(clamped(start, shape.length), clamped(end, shape.length)));
  },
  Size: call => g.constant([sizeOf(call.x().shape)], { dtype: 'int64', shape: [] }),
  Reshape: reshape,
  Flatten: call => {
    const x = call.x();
    const axis = clamped(call.int('axis', 1), x.shape.length);
    return g.reshape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
  },
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Expand: expand,
  Tile: tile,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Identity: call => call.x(),
};
