import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import * as nn from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { buildStep, StepRunner } from '../../src/training/step.ts';
import { expectClose } from '../support/close.ts';

const start = { a: [1, -2], 'b.c': [0.5] };
/** The gradients to a (two numbers) and to b.c (one) at each step. */
const gradients = [
  [0.3, -1, 2],
  [-0.1, 0.5, 0],
  [4, 0.25, -3],
];

/** Where an optimiser takes a = [1, −2] and b.c = [0.5] in three steps of given gradients, step by step. */
async function path(optimizer: nn.Transform): Promise<number[][]> {
  const step = buildStep(scope => {
    const a = scope.parameter('a', [2], nn.zeros);
    const b = scope.child('b').parameter('c', [1], nn.zeros);
    const slope = g.input('slope', 'float32', [3]);
    return { loss: g.sum(g.mul(g.concat([a, b]), slope)) };
  }, optimizer);
  const initial = Object.entries(start).map(([name, w]) => [name, { data: Float32Array.from(w), shape: [w.length] }]);
  const runner = await StepRunner.open(step, new Random(0), Object.fromEntries(initial));
  const places: number[][] = [];
  for (const slope of gradients) {
    (runner.feeds['slope']!.data as Float32Array).set(slope);
    await runner.run(new Random(0));
    places.push([...runner.values['a']!.data, ...runner.values['b.c']!.data]);
  }
  await runner.release();
  return places;
}

/** The same three steps by a rule for one weight, written out: it returns the next weight. */
function byHand(rule: () => (w: number, gradient: number, t: number) => number): number[][] {
  const weights = [...start.a, ...start['b.c']].map(w => ({ w, next: rule() }));
  return gradients.map((slopes, t) =>
    weights.map((weight, i) => {
      weight.w = weight.next(weight.w, slopes[i]!, t + 1);
      return weight.w;
    }),
  );
}

const adamByHand = (rate: number, l2: number, decoupled: number) => () => {
  let [m, v] = [0, 0];
  return (w: number, gradient: number, t: number) => {
    const u = gradient + l2 * w;
    m = 0.9 * m + 0.1 * u;
    v = 0.999 * v + 0.001 * u * u;
    const direction = m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
    return w - rate * (direction + decoupled * w);
  };
};

const momentumByHand = (rate: number, momentum: number, nesterov: boolean) => () => {
  let v = 0;
  return (w: number, gradient: number) => {
    v = momentum * v + gradient;
    return w - rate * (nesterov ? gradient + momentum * v : v);
  };
};

const cases: Record<
  string,
  { optimizer: nn.Transform; rule: () => (w: number, gradient: number, t: number) => number }
> = {
  'sgd goes down the gradient': { optimizer: nn.sgd({ rate: 0.1 }), rule: () => (w, u) => w - 0.1 * u },
  'sgd with weightDecay adds rate·w to the gradient': {
    optimizer: nn.sgd({ rate: 0.1, weightDecay: 0.5 }),
    rule: () => (w, u) => w - 0.1 * (u + 0.5 * w),
  },
  'sgd with momentum keeps a velocity': {
    optimizer: nn.sgd({ rate: 0.1, momentum: 0.9 }),
    rule: momentumByHand(0.1, 0.9, false),
  },
  'sgd with nesterov looks ahead': {
    optimizer: nn.sgd({ rate: 0.1, momentum: 0.9, nesterov: true }),
    rule: momentumByHand(0.1, 0.9, true),
  },
  'adam corrects the bias of both moments': { optimizer: nn.adam({ rate: 0.1 }), rule: adamByHand(0.1, 0, 0) },
  'adam with weightDecay adds it to the gradient': {
    optimizer: nn.adam({ rate: 0.1, weightDecay: 0.2 }),
    rule: adamByHand(0.1, 0.2, 0),
  },
  'adamW decays beside the gradient, by 0.01 unless told otherwise': {
    optimizer: nn.adamW({ rate: 0.1 }),
    rule: adamByHand(0.1, 0, 0.01),
  },
  'a schedule sets the rate of each step': {
    optimizer: nn.sgd({ rate: nn.stepDecay({ rate: 1, every: 1, factor: 0.5 }) }),
    rule: () => (w, u, t) => w - 0.5 ** (t - 1) * u,
  },
};

describe('optimisers', () => {
  it.each(Object.entries(cases))('%s', async (_, { optimizer, rule }) => {
    expectClose((await path(optimizer)).flat(), byHand(rule).flat());
  });

  it('clipByGlobalNorm shrinks all gradients together, and only those that are too long', async () => {
    const optimizer = nn.chain(nn.clipByGlobalNorm({ maxNorm: 1 }), nn.scaleByLearningRate({ rate: 1 }));
    const [first, second, third] = await path(optimizer);
    const long = Math.hypot(0.3, -1, 2);
    expectClose(first!, [1 - 0.3 / long, -2 + 1 / long, 0.5 - 2 / long]);
    expectClose(second!, [first![0]! + 0.1, first![1]! - 0.5, first![2]!]);
    expectClose([Math.hypot(...third!.map((w, i) => w - second![i]!))], [1]);
  });

  it('clipByGlobalNorm leaves gradients of zero alone', async () => {
    const zero = nn.chain(nn.scaleByLearningRate({ rate: 0 }), nn.clipByGlobalNorm({ maxNorm: 1 }));
    expect((await path(zero)).at(-1)).toEqual([1, -2, 0.5]);
  });

  it('scaleGroup gives the parameters under a prefix a rate of their own', async () => {
    const optimizer = nn.chain(nn.scaleByLearningRate({ rate: 0.1 }), nn.scaleGroup({ prefix: 'b.', factor: 10 }));
    expectClose((await path(optimizer))[0]!, [1 - 0.03, -2 + 0.1, 0.5 - 2]);
  });
});
