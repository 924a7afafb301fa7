import { NearfarError } from '../../errors.ts';
import { eachPlace, type Folding, type FoldRule, type Held, reader } from './fold-walk.ts';

/** A rule that takes each number of its result from a place of its first operand. */
const moved =
  <A>(from: (place: readonly number[], attrs: A, folding: Folding<A>) => readonly number[]): FoldRule =>
  folding => {
    const x = reader(folding.xs[0]!);
    return eachPlace(folding.y, place => x(from(place, folding.attrs, folding)));
  };

const same: FoldRule = ({ xs }) => xs[0]!.data;

const transpose = moved<{ order: readonly number[] }>((place, { order }) => {
  const from: number[] = [];
  order.forEach((axis, i) => {
    from[axis] = place[i]!;
  });
  return from;
});

const slice = moved<{ starts: readonly number[]; steps: readonly number[] }>((place, { starts, steps }) =>
  place.map((at, axis) => starts[axis]! + at * steps[axis]!),
);

const split = moved<{ sizes: readonly number[]; axis: number }>((place, { sizes, axis }, { index }) =>
  place.with(axis, place[axis]! + sizes.slice(0, index).reduce((a, b) => a + b, 0)),
);

const concat: FoldRule = ({ xs, attrs, y }) => {
  const { axis } = attrs as { axis: number };
  const readers = xs.map(reader);
  return eachPlace(y, place => {
    let [i, at] = [0, place[axis]!];
    while (at >= xs[i]!.shape[axis]!) at -= xs[i++]!.shape[axis]!;
    return readers[i]!(place.with(axis, at));
  });
};

const pad: FoldRule = ({ xs, attrs, y }) => {
  const { before, value } = attrs as { before: readonly number[]; value: number };
  const x = reader(xs[0]!);
  const filling = (y.dtype === 'int64' ? BigInt(value) : value) as Held;
  return eachPlace(y, place => {
    const from = place.map((at, axis) => at - before[axis]!);
    return from.every((at, axis) => at >= 0 && at < xs[0]!.shape[axis]!) ? x(from) : filling;
  });
};

/** An index counted from the front; one outside is an error. */
function inside(index: Held, extent: number): number {
  const at = Number(index);
  if (at >= -extent && at < extent) return at < 0 ? at + extent : at;
  throw new NearfarError({ who: 'importOnnx', expected: `an index from ${-extent} to ${extent - 1}`, got: `${at}` });
}

const gather: FoldRule = ({ xs, attrs, y }) => {
  const { axis } = attrs as { axis: number };
  const [x, indices] = [reader(xs[0]!), reader(xs[1]!)];
  const rank = xs[1]!.shape.length;
  return eachPlace(y, place => {
    const at = inside(indices(place.slice(axis, axis + rank)), xs[0]!.shape[axis]!);
    return x([...place.slice(0, axis), at, ...place.slice(axis + rank)]);
  });
};

const gatherElements: FoldRule = ({ xs, attrs, y }) => {
  const { axis } = attrs as { axis: number };
  const [x, indices] = [reader(xs[0]!), reader(xs[1]!)];
  return eachPlace(y, place => x(place.with(axis, inside(indices(place), xs[0]!.shape[axis]!))));
};

const scatter: FoldRule = ({ xs, attrs, y }) => {
  const { axis } = attrs as { axis: number };
  const data = xs[0]!.data.slice();
  const [indices, updates] = [reader(xs[1]!), reader(xs[2]!)];
  const strides = y.shape.map((_, i) => y.shape.slice(i + 1).reduce((a, b) => a * b, 1));
  eachPlace({ dtype: 'float32', shape: xs[1]!.shape }, place => {
    const to = place.with(axis, inside(indices(place), y.shape[axis]!));
    data[to.reduce((at, n, i) => at + n * strides[i]!, 0)] = updates(place) as never;
    return 0;
  });
  return data;
};

/** A reduction: `combine` over the reduced axes, from the first of their numbers on. */
const reduction =
  (combine: (total: Held, x: Held) => Held): FoldRule =>
  ({ xs, attrs, y }) => {
    const { axes, keepDims } = attrs as { axes: readonly number[]; keepDims: boolean };
    const { shape } = xs[0]!;
    if (xs[0]!.data.length === 0) return undefined;
    const x = reader(xs[0]!);
    return eachPlace(y, place => {
      const kept = keepDims ? place.filter((_, axis) => !axes.includes(axis)) : [...place];
      const start = shape.map((_, axis) => (axes.includes(axis) ? 0 : kept.shift()!));
      let total: Held | undefined;
      const visit = (at: number, from: readonly number[]): void => {
        if (at === axes.length) {
          total = total === undefined ? x(from) : combine(total, x(from));
          return;
        }
        for (let i = 0; i < shape[axes[at]!]!; i++) visit(at + 1, from.with(axes[at]!, i));
      };
      visit(0, start);
      return total!;
    });
  };

const cumSum: FoldRule = ({ xs, attrs, y }) => {
  const { axis, reverse } = attrs as { axis: number; reverse: boolean };
  const x = reader(xs[0]!);
  return eachPlace(y, place => {
    let [i, total] = [place[axis]!, x(place)];
    const [step, end] = reverse ? [1, y.shape[axis]! - 1] : [-1, 0];
    while (i !== end) {
      i += step;
      total += x(place.with(axis, i));
    }
    return total;
  });
};

/** The rules of operations that move numbers to other places or run over axes. */
export const placeRules: Readonly<Record<string, FoldRule>> = {
  reshape: same,
  transpose,
  broadcastTo: moved(place => place),
  slice,
  split,
  concat,
  pad,
  gather,
  gatherElements,
  scatter,
  sum: reduction((a, b) => a + b),
  prod: reduction((a, b) => a * b),
  max: reduction((a, b) => (a > b ? a : b)),
  min: reduction((a, b) => (a < b ? a : b)),
  cumSum,
};
