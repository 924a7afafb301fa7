import { describe, expect, it } from 'vitest';
import { add, exp, log, neg, stopGradient, sub } from '../../src/graph/index.ts';
import * as ops from '../../src/graph/ops/index.ts';
import { checkOp, op } from '../support/op.ts';
import { cases } from './ops/all.cases.ts';

/** Exports that make no tensor, with what they do instead. */
const noOperations: Readonly<Record<string, string>> = {
  inputOp: 'the description that input applies',
  constantOp: 'the description that constant applies',
  inputAttrs: 'reads what input was given',
  scalarValue: 'reads the number of a constant',
};

const known = [...Object.keys(cases), ...Object.keys(noOperations)].sort();

describe('src/graph/ops', () => {
  it('exports operations that have a case each', () => {
    expect(known).toEqual(Object.keys(ops).sort());
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
