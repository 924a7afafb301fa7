import { describe, expect, it } from 'vitest';
import { evaluate, gradients, input, mean, square } from '../../src/graph/index.ts';
import * as networks from '../../src/networks/index.ts';
import { initialize, Scope } from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';

const shapes: [string, number[]][] = [
  ['grey 28×28', [1, 28, 28]],
  ['colour 32×32', [3, 32, 32]],
  ['grey 20×33', [1, 20, 33]],
];

const cases = networks.names.flatMap(name => shapes.map(([what, shape]) => [name, what, shape] as const));

describe('a network', () => {
  it.each(cases)('%s takes %s and has a finite gradient to every weight', async (name, _, shape) => {
    const scope = new Scope({ training: true });
    const n = 6;
    const embedding = networks.byName(name).module({ dim: 5 })(input('x', 'float32', [n, ...shape]), scope);
    expect(embedding.shape).toEqual([n, 5]);
    const trained = scope.parameters.filter(({ trainable }) => trainable);
    const grads = gradients(
      mean(square(embedding)),
      trained.map(({ tensor }) => tensor),
    );
    const random = new Random(3);
    const pixels = Float32Array.from({ length: n * shape.reduce((a, b) => a * b) }, () => random.normal());
    const used = initialize(scope.parameters, random);
    const outputs = Object.fromEntries(trained.map(({ name: weight }, i) => [`d/${weight}`, grads[i]!]));
    const needed = Object.fromEntries(trained.map(({ name: weight }) => [weight, used[weight]!.data]));
    const results = await evaluate(outputs, { x: pixels, ...needed });
    for (const [weight, { data }] of Object.entries(results)) {
      expect(Array.from(data as Float32Array).every(Number.isFinite), weight).toBe(true);
    }
  });

  it('refuses samples that it cannot take', () => {
    expect(networks.byName('embedding-net').refuses([1, 8, 8])).toBe(
      'it takes images [channels, height, width] of at least 16×16',
    );
    expect(networks.byName('resnet').refuses([13])).toContain('of at least 16×16');
    expect(networks.byName('mlp').refuses([13])).toBeUndefined();
    expect(() => networks.byName('resnett')).toThrow('Did you mean "resnet"?');
  });

  it.each([
    [
      [3, 32, 32],
      [32, 3, 3, 3],
    ],
    [
      [1, 47, 60],
      [32, 1, 3, 3],
    ],
    [
      [1, 64, 64],
      [32, 1, 5, 5],
    ],
    [
      [3, 112, 96],
      [32, 3, 9, 9],
    ],
  ])('resnet begins images of %j with weights of %j', (shape, weights) => {
    const scope = new Scope({ training: true });
    networks.resnet.module({ dim: 5 })(input('x', 'float32', [2, ...shape]), scope);
    expect(scope.parameters[0]!.tensor.shape).toEqual(weights);
  });

  it.each([
    [[1, 16, 16]],
    [[3, 47, 60]],
    [[3, 64, 64]],
    [[3, 112, 96]],
  ])('resnet keeps a grid of 4×4 places of images of %j', shape => {
    const scope = new Scope({ training: true });
    networks.resnet.module({ dim: 5 })(input('x', 'float32', [2, ...shape]), scope);
    expect(scope.parameters.at(-2)!.tensor.shape).toEqual([5, 16 * 128]);
  });
});
