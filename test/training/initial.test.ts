import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../src/nn/index.ts';
import { startFrom, startFromFile } from '../../src/training/initial.ts';

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

describe('startFromFile(parameters, file)', () => {
  const parameters = [
    parameter('encoder.0.weight', [2, 3]),
    parameter('encoder.1.mean', [2]),
    parameter('head.weight', [3, 5]),
    parameter('optimizer.m', [2]),
  ];
  const file = (values: Record<string, ReturnType<typeof array>>, names = {}, metadata = {}) => ({
    values,
    others: {},
    metadata,
    names,
    who: '--init a.safetensors',
  });

  it('takes the network by the names of the file, and a head where it has one', () => {
    const values = { 'conv.weight': array(2, 3), 'encoder.1.running_mean': array(2), 'fc.weight': array(1) };
    const names = { conv: 'encoder.0', fc: null };
    expect(startFromFile(parameters, file(values, names))).toEqual({
      'encoder.0.weight': values['conv.weight'],
      'encoder.1.mean': values['encoder.1.running_mean'],
    });
  });

  it('lists all that is of another shape, there twice, missing or left over', () => {
    const values = { 'encoder.0.weight': array(3, 2), 'head.weight': array(3, 5), a: array(3, 5), 'fc.bias': array(1) };
    const wrong = { ...file(values, { a: 'head.weight' }), others: { ids: 'I64' } };
    expect(() => startFromFile(parameters, wrong)).toThrow(
      '--init a.safetensors: expected all weights of the network, and no others, got ' +
        'encoder.0.weight is [3, 2] in place of [2, 3]; head.weight is there twice; missing: encoder.1.mean; ' +
        'left over: fc.bias, ids (I64). ' +
        'Say which name is which by --init-mapping, a JSON file like {"conv1": "encoder.0", "fc": null}.',
    );
  });

  it('lets the head of another method stay, in a file of nearfar', () => {
    const values = { 'encoder.0.weight': array(2, 3), 'encoder.1.running_mean': array(2), 'head.weight': array(1, 4) };
    expect(Object.keys(startFromFile(parameters, file(values, {}, { format: 'nearfar' })))).toEqual([
      'encoder.0.weight',
      'encoder.1.mean',
    ]);
  });
});
