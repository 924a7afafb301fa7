import { describe, expect, it } from 'vitest';
import * as nn from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';

const draw = (initializer: nn.Initializer, shape: readonly number[], seed = 1) => initializer(shape, new Random(seed));

const deviation = (values: Float32Array): number =>
  Math.sqrt(values.reduce((total, v) => total + v * v, 0) / values.length);

/** Draws reach close to both ends of [−bound, bound) and never pass them; their deviation is bound/√3. */
function expectUniform(values: Float32Array, bound: number): void {
  expect(Math.max(...values)).toBeLessThanOrEqual(bound * (1 + 1e-6));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-bound * (1 + 1e-6));
  expect(Math.max(...values)).toBeGreaterThan(0.99 * bound);
  expect(Math.min(...values)).toBeLessThan(-0.99 * bound);
  expect(deviation(values) / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
}

const dense = [40, 60]; // fan-in 60, fan-out 40
const kernel = [16, 8, 5, 5]; // fan-in 200, fan-out 400

describe('initialisers', () => {
  it('fill(v), zeros and ones give one value', () => {
    expect([...draw(nn.fill(0.25), [2, 2])]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect([...draw(nn.zeros, [3])]).toEqual([0, 0, 0]);
    expect([...draw(nn.ones, [3])]).toEqual([1, 1, 1]);
  });

  it('uniform(bound) fills [−bound, bound)', () => {
    expectUniform(draw(nn.uniform(0.3), dense), 0.3);
  });

  it('normal(deviation) has that deviation and mean 0', () => {
    const values = draw(nn.normal(0.5), [100, 100]);
    expect(deviation(values) / 0.5).toBeCloseTo(1, 1);
    expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(0, 1);
  });

  it('he has deviation √(2 / fan-in), the kernel counted', () => {
    expect(deviation(draw(nn.he, dense)) / Math.sqrt(2 / 60)).toBeCloseTo(1, 1);
    expect(deviation(draw(nn.he, kernel)) / Math.sqrt(2 / 200)).toBeCloseTo(1, 1);
  });

  it('glorot has bound √(6 / (fan-in + fan-out)), the kernel counted', () => {
    expectUniform(draw(nn.glorot, dense), Math.sqrt(6 / 100));
    expectUniform(draw(nn.glorot, kernel), Math.sqrt(6 / 600));
  });

  it('torchWeight has bound 1 / √fan-in', () => {
    expectUniform(draw(nn.torchWeight, dense), 1 / Math.sqrt(60));
    expectUniform(draw(nn.torchWeight, kernel), 1 / Math.sqrt(200));
  });

  it('torchBias(weight) has the bound of its weight', () => {
    expectUniform(draw(nn.torchBias(kernel), [5000]), 1 / Math.sqrt(200));
  });

  it('every initialiser gives the same numbers for the same seed, others for another', () => {
    for (const initializer of [nn.uniform(1), nn.normal(), nn.he, nn.glorot, nn.torchWeight, nn.torchBias(dense)]) {
      expect(draw(initializer, dense)).toEqual(draw(initializer, dense));
      expect(draw(initializer, dense, 2)).not.toEqual(draw(initializer, dense));
    }
  });
});
