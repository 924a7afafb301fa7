import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../src/nn/index.ts';
import { startFrom } from '../../src/training/initial.ts';

const parameter = (name: string, shape: readonly number[]) => ({ name, shape }) as Parameter;
const array = (...shape: number[]) => ({ data: new Float32Array(shape.reduce((a, b) => a * b, 1)), shape });
const from = (values: Record<string, ReturnType<typeof array>>) => ({
  values,
  who: '--init runs/a',
  network: '--network mlp --dim 4',
});

describe('startFrom(parameters, initial)', () => {
  it('takes the network whole, what else agrees, and none of the optimiser', () => {
    const parameters = [
      parameter('encoder.w', [2, 3]),
      parameter('head.w', [3, 5]),
      parameter('loss.w', [2]),
      parameter('optimizer.m', [2]),
    ];
    const values = { 'encoder.w': array(2, 3), 'head.w': array(3, 4), 'loss.w': array(2), 'optimizer.m': array(2) };
    expect(Object.keys(startFrom(parameters, from(values)))).toEqual(['encoder.w', 'loss.w']);
  });

  it('names the first weight of another shape, that is missing, or that is over', () => {
    const parameters = [parameter('encoder.w', [2, 3])];
    const fix = 'Give this run the network of that one: --network mlp --dim 4.';
    expect(() => startFrom(parameters, from({ 'encoder.w': array(3, 2) }))).toThrow(
      `--init runs/a: expected encoder.w of shape [2, 3], as the network of this run has it, got [3, 2]. ${fix}`,
    );
    expect(() => startFrom(parameters, from({}))).toThrow('as the network of this run has it, got none.');
    expect(() => startFrom(parameters, from({ 'encoder.w': array(2, 3), 'encoder.v': array(1) }))).toThrow(
      `expected the weights of the same network, got "encoder.v" too. ${fix}`,
    );
  });
});
