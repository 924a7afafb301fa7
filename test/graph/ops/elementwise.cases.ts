import * as g from '../../../src/graph/index.ts';
import { apart, type Cases, edge, normals, op, positives, value } from '../../support/op.ts';

const each =
  (f: (x: number) => number) =>
  (x: readonly number[]): number[] =>
    x.map(f);
const both =
  (f: (a: number, b: number) => number) =>
  (a: readonly number[], b: readonly number[]): number[] =>
    a.map((x, i) => f(x, b[i]!));
/** [2, 3] and [3]: the second is used for both rows. */
const rowwise =
  (f: (a: number, b: number) => number) =>
  (a: readonly number[], b: readonly number[]): number[] =>
    a.map((x, i) => f(x, b[i % 3]!));
const x = normals([2, 3]);
const away = apart([2, 3]);
/** erf by its Maclaurin series, which converges fast for |x| < 3. */
function erf(z: number): number {
  let [term, total] = [z, z];
  for (let n = 1; n < 60; n++) {
    term *= -(z * z) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

export const cases: Cases = {
  exp: [op('exp(x) is eˣ', g.exp, [x], each(Math.exp))],
  log: [op('log(x) is ln x', g.log, [positives([2, 3])], each(Math.log))],
  sqrt: [op('sqrt(x) is √x', g.sqrt, [positives([2, 3])], each(Math.sqrt))],
  abs: [
    op('abs(x) is |x|', g.abs, [away], each(Math.abs)),
    edge('abs(0) has slope 0', g.abs, [[-2, 0, 2]], [2, 0, 2], [[-1, 0, 1]]),
  ],
  reciprocal: [
    op(
      'reciprocal(x) is 1/x',
      g.reciprocal,
      [positives([2, 3])],
      each(v => 1 / v),
    ),
  ],
  sin: [op('sin(x)', g.sin, [x], each(Math.sin))],
  cos: [op('cos(x)', g.cos, [x], each(Math.cos))],
  acos: [op('acos(x) inside (−1, 1)', g.acos, [[-0.9, -0.3, 0, 0.5, 0.9]], each(Math.acos))],
  tanh: [
    op('tanh(x)', g.tanh, [x], each(Math.tanh)),
    edge('tanh(±100) is ±1 with slope 0', g.tanh, [[-100, 100]], [-1, 1], [[0, 0]]),
  ],
  sigmoid: [
    op('sigmoid(x) is 1/(1 + e⁻ˣ)', g.sigmoid, [x], each(sigmoid)),
    edge('sigmoid(±100) is 0 or 1 with slope 0', g.sigmoid, [[-100, 100]], [0, 1], [[0, 0]]),
  ],
  softplus: [
    op(
      'softplus(x) is ln(1 + eˣ)',
      g.softplus,
      [x],
      each(v => Math.log1p(Math.exp(v))),
    ),
    edge(
      'softplus(±100) neither overflows nor loses its slope',
      g.softplus,
      [[-100, 0, 100]],
      [0, Math.LN2, 100],
      [[0, 0.5, 1]],
    ),
    edge(
      'softplus(x) has its slope far below 0 too, where a sigmoid that saturates has none',
      // Multiplied by e⁻ˣ, since it is small itself: the slope eˣ/(1 + eˣ) becomes 1/(1 + eˣ).
      v => g.mul(g.softplus(v), g.stopGradient(g.exp(g.neg(v)))),
      [[-14, -16, -18, -40, -80]],
      each(v => Math.log1p(Math.exp(v)) * Math.exp(-v)),
      [[-14, -16, -18, -40, -80].map(v => 1 / (1 + Math.exp(v)))],
    ),
  ],
  erf: [op('erf(x) agrees with its series', g.erf, [x], each(erf))],
  sign: [value('sign(x) is −1, 0 or 1', g.sign, [[-3, 0, 0.1]], [-1, 0, 1])],
  floor: [value('floor(x) rounds down', g.floor, [[-1.5, 1.5]], [-2, 1])],
  ceil: [value('ceil(x) rounds up', g.ceil, [[-1.5, 1.5]], [-1, 2])],
  round: [value('round(x) rounds halves to even', g.round, [[-1.5, 0.5, 1.4, 2.5]], [-2, 0, 1, 2])],
  neg: [
    op(
      'neg(x) is −x',
      g.neg,
      [x],
      each(v => -v),
    ),
    value('neg(x) takes whole numbers', v => g.neg(g.cast(v, 'int64')), [[1, -2]], [-1, 2]),
  ],
  relu: [
    op(
      'relu(x) is max(x, 0)',
      g.relu,
      [away],
      each(v => Math.max(v, 0)),
    ),
    edge('relu(0) has slope 0', g.relu, [[-1, 0, 1]], [0, 0, 1], [[0, 0, 1]]),
  ],
  leakyRelu: [
    op(
      'leakyRelu(x, slope) is slope·x below 0',
      v => g.leakyRelu(v, 0.3),
      [away],
      each(v => (v > 0 ? v : 0.3 * v)),
    ),
    op(
      'leakyRelu(x) has slope 0.01',
      v => g.leakyRelu(v),
      [away],
      each(v => (v > 0 ? v : 0.01 * v)),
    ),
    op(
      'leakyRelu(x, 1) is x',
      v => g.leakyRelu(v, 1),
      [away],
      each(v => v),
    ),
  ],
  gelu: [
    op(
      'gelu(x) is x·Φ(x)',
      g.gelu,
      [x],
      each(v => (v * (1 + erf(v * Math.SQRT1_2))) / 2),
    ),
  ],
  silu: [
    op(
      'silu(x) is x·σ(x)',
      g.silu,
      [x],
      each(v => v * sigmoid(v)),
    ),
  ],
  square: [
    op(
      'square(x) is x²',
      g.square,
      [x],
      each(v => v * v),
    ),
  ],
  add: [
    op(
      'add(a, b) broadcasts rows',
      g.add,
      [x, normals([3], 2)],
      rowwise((a, b) => a + b),
    ),
    op(
      'add(a, b) broadcasts both ways',
      g.add,
      [[[1], [2]], [[10, 20, 30]]],
      [
        [11, 21, 31],
        [12, 22, 32],
      ],
    ),
    op('add(number, x) takes numbers on either side', v => g.add(1, g.add(v, 2)), [[1, 2]], [4, 5]),
    op('add(x, x) adds up both gradients', v => g.add(v, v), [[1, 2]], [2, 4]),
  ],
  sub: [
    op(
      'sub(a, b)',
      g.sub,
      [x, normals([3], 2)],
      rowwise((a, b) => a - b),
    ),
  ],
  mul: [
    op(
      'mul(a, b)',
      g.mul,
      [x, normals([3], 2)],
      rowwise((a, b) => a * b),
    ),
    op('mul(−1, x) is −x and mul(x, 1) is x', v => g.mul(-1, g.mul(v, 1)), [[1, -2]], [-1, 2]),
  ],
  div: [
    op(
      'div(a, b)',
      g.div,
      [x, positives([3], 2)],
      rowwise((a, b) => a / b),
    ),
  ],
  pow: [
    op(
      'pow(a, b) differentiates base and exponent',
      g.pow,
      [positives([2, 3]), normals([3], 2)],
      rowwise((a, b) => a ** b),
    ),
    op(
      'pow(x, 2) takes a negative base',
      v => g.pow(v, 2),
      [x],
      each(v => v * v),
    ),
    edge('pow(0, 2) has slope 0', v => g.pow(v, 2), [[0, -3]], [0, 9], [[0, -6]]),
    edge('pow(0, b) has slope 0 in b', b => g.pow(0, b), [[1, 2]], [0, 0], [[0, 0]]),
    edge('pow(0, 0) is 1 with slope 0', v => g.pow(v, 0), [[0, 2]], [1, 1], [[0, 0]]),
    edge('pow(0, b) has the slope of 0ᵇ', v => g.pow(v, g.constant([0, 1, 2])), [[0, 0, 0]], [1, 0, 0], [[0, 1, 0]]),
  ],
  maximum: [
    op(
      'maximum(a, b)',
      g.maximum,
      [
        [1, -2, 3],
        [0.5, -1, 4],
      ],
      both(Math.max),
    ),
    edge(
      'maximum(a, a) gives the slope to the first',
      g.maximum,
      [
        [1, 2],
        [1, 0],
      ],
      [1, 2],
      [
        [1, 1],
        [0, 0],
      ],
    ),
  ],
  minimum: [
    op(
      'minimum(a, b)',
      g.minimum,
      [
        [1, -2, 3],
        [0.5, -1, 4],
      ],
      both(Math.min),
    ),
    edge(
      'minimum(a, a) gives the slope to the first',
      g.minimum,
      [
        [1, 2],
        [1, 0],
      ],
      [1, 0],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ],
  clip: [
    op('clip(x, low, high)', v => g.clip(v, -1, 1), [[-2, -0.5, 0.5, 2]], [-1, -0.5, 0.5, 1]),
    edge(
      'clip(x, low, high) has its slope at the bounds',
      v => g.clip(v, -1, 1),
      [[-1, 1, 5]],
      [-1, 1, 1],
      [[1, 1, 0]],
    ),
  ],
};
