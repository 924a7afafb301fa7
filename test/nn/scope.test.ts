import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import * as nn from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';

describe('Scope', () => {
  it('gives one tensor for one name, so that branches share weights', () => {
    const scope = new nn.Scope({ training: true });
    const first = scope.child('encoder').parameter('weight', [2], nn.zeros);
    expect(scope.child('encoder').parameter('weight', [2], nn.zeros)).toBe(first);
    expect(scope.parameters.map(({ name }) => name)).toEqual(['encoder.weight']);
  });

  it('refuses one name with two shapes', () => {
    const scope = new nn.Scope({ training: true });
    scope.child(0).parameter('weight', [2, 3], nn.zeros);
    expect(() => scope.child(0).parameter('weight', [3, 2], nn.zeros)).toThrow(
      '0.weight: expected shape [2, 3] as before, got [3, 2].',
    );
  });

  it('refuses to run without a value, or with one of another shape', () => {
    const values = { 'fc.weight': { data: new Float32Array(2), shape: [2] } };
    const scope = new nn.Scope({ training: false, values }).child('fc');
    expect(() => scope.parameter('bias', [2], nn.zeros)).toThrow(
      'fc.bias: expected a value of shape [2], got no value.',
    );
    expect(() => scope.parameter('weight', [1, 2], nn.zeros)).toThrow(
      'fc.weight: expected a value of shape [1, 2], got shape [2].',
    );
  });

  it('with values holds constants: nothing is left to feed', async () => {
    const values = { w: { data: Float32Array.of(3, 4), shape: [2] } };
    const { y } = await g.evaluate({ y: new nn.Scope({ training: false, values }).parameter('w', [2], nn.zeros) });
    expect([...y!.data]).toEqual([3, 4]);
  });

  it('keeps apart what the optimiser moves and what only `update` changes', () => {
    const scope = new nn.Scope({ training: true });
    scope.parameter('w', [1], nn.zeros);
    scope.child('norm').state('mean', [1], nn.zeros);
    scope.child('norm').update('mean', g.constant([1]));
    expect(scope.parameters.map(({ name, trainable }) => [name, trainable])).toEqual([
      ['w', true],
      ['norm.mean', false],
    ]);
    expect([...scope.updates.keys()]).toEqual(['norm.mean']);
  });
});

describe('initialize', () => {
  const parametersOf = (...names: string[]) => {
    const scope = new nn.Scope({ training: true });
    for (const name of names) scope.parameter(name, [4], nn.normal());
    return scope.parameters;
  };

  it('draws for each parameter by its name, so that a new one leaves the others as they were', () => {
    const few = nn.initialize(parametersOf('b'), new Random(7));
    const more = nn.initialize(parametersOf('a', 'b'), new Random(7));
    expect(more['b']).toEqual(few['b']);
    expect(more['a']!.data).not.toEqual(few['b']!.data);
  });

  it('depends on the seed', () => {
    const values = (seed: number) => nn.initialize(parametersOf('a'), new Random(seed))['a']!.data;
    expect(values(1)).not.toEqual(values(2));
  });
});
