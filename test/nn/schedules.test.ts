import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import * as nn from '../../src/nn/index.ts';
import { expectClose } from '../support/close.ts';
import { golden } from '../support/golden.ts';

/** The rates of a schedule at the given steps. */
async function ratesAt(schedule: nn.Schedule, steps: readonly number[]): Promise<number[]> {
  const outputs = Object.fromEntries(steps.map((step, i) => [`rate${i}`, schedule(g.constant(step))]));
  const rates = await g.evaluate(outputs);
  return steps.map((_, i) => Number(rates[`rate${i}`]!.data[0]));
}

const cases: Record<string, { schedule: nn.Schedule; rates: Record<number, number> }> = {
  'constantRate is the same at every step': {
    schedule: nn.constantRate({ rate: 0.1 }),
    rates: { 0: 0.1, 1000: 0.1 },
  },
  'stepDecay multiplies by the factor after each `every` steps': {
    schedule: nn.stepDecay({ rate: 0.8, every: 10, factor: 0.5 }),
    rates: { 0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2 },
  },
  'cosine goes down half a cosine and stays at the end': {
    schedule: nn.cosine({ rate: 1, steps: 100, end: 0.2 }),
    rates: { 0: 1, 25: 0.6 + 0.4 * Math.cos(Math.PI / 4), 50: 0.6, 100: 0.2, 500: 0.2 },
  },
  'warmUp rises linearly to the start of what follows': {
    schedule: nn.warmUp({ steps: 4, next: nn.stepDecay({ rate: 1, every: 10, factor: 0.1 }) }),
    rates: { 0: 0.25, 1: 0.5, 3: 1, 4: 1, 13: 1, 14: 0.1 },
  },
  'oneCycle rises from rate/25 to rate and falls to rate/250 000': {
    schedule: nn.oneCycle({ rate: 1, steps: 100, rise: 0.3 }),
    rates: { 0: 0.04, 14.5: 0.52, 29: 1, 64: (1 + 4e-6) / 2, 99: 4e-6, 100: 4e-6, 200: 4e-6 },
  },
  'oneCycle that rises to the end has the highest rate last': {
    schedule: nn.oneCycle({ rate: 1, steps: 11, rise: 1 }),
    rates: { 0: 0.04, 5: 0.52, 10: 1 },
  },
  'oneCycle too short to rise starts on its way down': {
    schedule: nn.oneCycle({ rate: 1, steps: 2, rise: 0.5 }),
    rates: { 0: 1, 1: 4e-6 },
  },
};

describe('schedules', () => {
  it.each(Object.entries(cases))('%s', async (_, { schedule, rates }) => {
    const steps = Object.keys(rates).map(Number);
    expectClose(await ratesAt(schedule, steps), Object.values(rates), { absolute: 1e-7 });
  });

  it.each(
    golden<{ cases: { rate: number; steps: number; rise: number; rates: number[] }[] }>('one-cycle').cases,
  )('oneCycle({ rate: $rate, steps: $steps, rise: $rise }) has the rates of PyTorch’s OneCycleLR', async one => {
    const { rates, ...options } = one;
    const ours = await ratesAt(nn.oneCycle(options), [...rates.keys()]);
    expectClose(ours, rates, { relative: 1e-4, absolute: 2e-7 * options.rate });
  });

  it('a schedule without a length says so', () => {
    const step = g.constant(0);
    expect(() => nn.stepDecay({ rate: 1, every: 0 })(step)).toThrow('stepDecay: expected every above 0, got 0.');
    expect(() => nn.cosine({ rate: 1, steps: 0 })(step)).toThrow('cosine: expected steps above 0, got 0.');
    expect(() => nn.warmUp({ steps: -1, next: nn.constantRate({ rate: 1 }) })(step)).toThrow(
      'warmUp: expected steps above 0, got -1.',
    );
    expect(() => nn.oneCycle({ rate: 1, steps: Number.NaN })(step)).toThrow(
      'oneCycle: expected steps above 0, got NaN.',
    );
  });
});
