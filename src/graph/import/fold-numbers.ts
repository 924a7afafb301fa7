import { NearfarError } from '../../errors.ts';
import type { DType } from '../dtype.ts';
import { eachPlace, type FoldRule, type Held, reader } from './fold-walk.ts';

const unary =
  (f: (x: Held) => Held): FoldRule =>
  ({ xs, y }) => {
    const x = reader(xs[0]!);
    return eachPlace(y, place => f(x(place)));
  };

const binary =
  (f: (a: Held, b: Held) => Held): FoldRule =>
  ({ xs, y }) => {
    const [a, b] = [reader(xs[0]!), reader(xs[1]!)];
    return eachPlace(y, place => f(a(place), b(place)));
  };

const test = (f: (a: Held, b: Held) => boolean): FoldRule => binary((a, b) => Number(f(a, b)));

/** Halves go to the even one of two. */
function roundEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}

const wide = (x: number): Held => BigInt(Number.isFinite(x) ? Math.trunc(x) : 0) as unknown as Held;

const castTo: Readonly<Record<DType, (x: Held) => Held>> = {
  float32: Number,
  int32: x => Math.trunc(Number(x)),
  uint8: x => Math.trunc(Number(x)),
  int64: x => (typeof x === 'bigint' ? x : wide(x)),
  bool: x => Number(Boolean(x)),
};

const divide: FoldRule = folding => {
  const { dtype } = folding.y;
  if (dtype === 'float32') return binary((a, b) => a / b)(folding);
  return binary((a, b) => {
    if (b) return dtype === 'int64' ? a / b : Math.trunc(a / b);
    throw new NearfarError({ who: 'importOnnx', expected: 'whole numbers divided by others than 0', got: `${a} / 0` });
  })(folding);
};

const power = (a: Held, b: Held): Held => (typeof a === 'bigint' ? wide(Number(a) ** Number(b)) : a ** b);

/** The rules of operations that compute each number of their result from those at the same place. */
export const numberRules: Readonly<Record<string, FoldRule>> = {
  neg: unary(x => -x),
  abs: unary(Math.abs),
  sqrt: unary(Math.sqrt),
  exp: unary(Math.exp),
  log: unary(Math.log),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  round: unary(roundEven),
  sign: unary(Math.sign),
  reciprocal: unary(x => 1 / x),
  not: unary(x => Number(!x)),
  cast: folding => unary(castTo[folding.y.dtype])(folding),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: divide,
  pow: binary(power),
  maximum: binary((a, b) => (a > b || Number.isNaN(a) ? a : b)),
  minimum: binary((a, b) => (a < b || Number.isNaN(a) ? a : b)),
  greater: test((a, b) => a > b),
  greaterOrEqual: test((a, b) => a >= b),
  less: test((a, b) => a < b),
  lessOrEqual: test((a, b) => a <= b),
  equal: test((a, b) => a === b),
  and: test((a, b) => Boolean(a && b)),
  or: test((a, b) => Boolean(a || b)),
  where: ({ xs, y }) => {
    const [condition, a, b] = [reader(xs[0]!), reader(xs[1]!), reader(xs[2]!)];
    return eachPlace(y, place => (condition(place) ? a(place) : b(place)));
  },
};
