import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { add, exp, log, neg, type Op, stopGradient, sub, type Tensor } from '../../src/graph/index.ts';
import * as ops from '../../src/graph/ops/index.ts';
import { checkOp, op } from '../support/op.ts';
import { cases } from './ops/all.cases.ts';

const folder = new URL('../../src/graph/ops/', import.meta.url);

describe('src/graph/ops', () => {
  it('exports operations that have a case each', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(ops).sort());
  });

  it('has each file in its index', () => {
    const index = readFileSync(new URL('index.ts', folder), 'utf8');
    const files = readdirSync(folder).filter(name => name !== 'index.ts');
    expect([...index.matchAll(/from '\.\/(.*)'/g)].map(([, name]) => name)).toEqual(files.sort());
  });

  it('asks each operation for its cost and its gradient, or the reason why it has none', () => {
    const op = { name: 'same', type: ([x]: readonly Tensor[]) => x!, onnx: (_: unknown, [x]: readonly string[]) => x! };
    // @ts-expect-error Its cost is missing.
    const withoutCost: Op<undefined> = { ...op, gradient: { none: 'a reason' } };
    // @ts-expect-error Its gradient is missing.
    const withoutGradient: Op<undefined> = { ...op, cost: 'view' };
    // @ts-expect-error Why it has no gradient is missing.
    const withoutReason: Op<undefined> = { ...op, cost: 'view', gradient: {} };
    expect([withoutCost, withoutGradient, withoutReason].map(({ name }) => name)).toEqual(['same', 'same', 'same']);
  });

  it.each(Object.entries(cases))('%s has at least one case', (_, list) => {
    expect(list.length).toBeGreaterThan(0);
  });
});

describe('checkOp', () => {
  it('fails on a wrong value', async () => {
    await expect(checkOp(op('neg', neg, [[1]], [1]))).rejects.toThrow('value[0]: expected 1, got -1');
  });

  it('fails on a gradient that is a little off', async () => {
    const off = op('exp', x => add(exp(x), sub(log(x), stopGradient(log(x)))), [[4]], [Math.exp(4)]);
    await expect(checkOp(off)).rejects.toThrow(/gradient to input 0\[0\]/);
  });
});

describe.each(Object.entries(cases))('%s', (_, list) => {
  it.each(list.map(c => [c.title, c] as const))('%s', (_title, c) => checkOp(c));
});
